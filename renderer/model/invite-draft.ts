import type { Fault } from '../../shared/faults/fault.ts';
import { type Invite, parseInvite } from '../../shared/invite/link.ts';

const CODE_LENGTH = 16;

/** What stands in the join field: nothing, a code half typed, a whole invite, or something that can't become one. */
export type InviteDraft =
  | { readonly kind: 'empty' }
  | { readonly kind: 'typing'; readonly count: number; readonly of: number }
  | { readonly kind: 'fine'; readonly invite: Invite }
  | { readonly kind: 'wrong'; readonly fault: Fault };

/** Judges the text at each key stroke, without asking anybody; a code that is merely short is no mistake yet. */
export function judgeInvite(text: string): InviteDraft {
  if (text.trim() === '') return { kind: 'empty' };
  const invite = parseInvite(text);
  if (invite.ok) return { kind: 'fine', invite: invite.value };
  const plain = text.replace(/[\s\-–—_]/g, '');
  const mayGrow = /^[0-9a-z]*$/i.test(plain) && !/u/i.test(plain) && plain.length < CODE_LENGTH;
  if (invite.fault.code === 'party.code-malformed' && mayGrow) {
    return { kind: 'typing', count: plain.length, of: CODE_LENGTH };
  }
  return { kind: 'wrong', fault: invite.fault };
}
