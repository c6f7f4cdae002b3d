import type { ControlPush, Joined } from '../../../shared/control/messages.ts';
import type { Fault } from '../../../shared/faults/fault.ts';

/** What a session tells of its membership. */
export type ControlSessionEvent =
  /** It was made or taken up; a new snapshot follows as pushes. serverAddress: the server's as reached. */
  | { readonly type: 'joined'; readonly joined: Joined; readonly serverAddress: string }
  | { readonly type: 'pushed'; readonly push: ControlPush }
  | { readonly type: 'control'; readonly isUp: boolean }
  /** The server had lost the party, and we are in it again. */
  | { readonly type: 'remade' }
  /** Coming back fails for a reason that may stay; it is tried on. Told once until it succeeds. */
  | { readonly type: 'stuck'; readonly reason: Fault }
  /** The party is over for us; the session has ended. */
  | { readonly type: 'ended'; readonly reason: Fault };
