/** The session of one party at its control server: what it tells of us, and who hears what it says. */
import type { ControlPush, Joined } from '../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import { ControlSession } from '../control/session.ts';
import type { OwnRecord } from './own-record.ts';
import type { PartyContext, PartyFacts, PartyListener } from './party-context.ts';
import type { PartyInbox } from './party-inbox.ts';
import type { PartyPlace } from './party-place.ts';

export interface PartySessionOptions {
  readonly facts: PartyFacts;
  readonly context: PartyContext;
  readonly listener: PartyListener;
  readonly record: OwnRecord;
  readonly place: PartyPlace;
  readonly inbox: PartyInbox;
  /** How we are reached, for the record. */
  reachability(): Reachability;
  onJoined(joined: Joined, serverAddress: string): void;
  onState(state: 'connected' | 'reconnecting'): void;
  onEnded(reason: Fault): void;
}

/** Makes it; it begins with a party to create, join or resume. */
export function makeSession(options: PartySessionOptions): ControlSession {
  const { facts, context, listener, record, place, inbox } = options;
  const { keys, app, openControl, clock, count, log } = context;
  return new ControlSession({
    servers: facts.servers,
    identity: keys.identity,
    wireguard: keys.wireguard,
    party: facts.keys,
    app,
    record: () => record.make(options.reachability()),
    place: () => place.seat.index || null,
    terms: () => place.terms(),
    refuse: (joined) => place.refuse(joined, inbox.isOpen),
    random: () => context.random(),
    log: log.child('control'),
    open: openControl,
    clock,
    count,
    listener: {
      onJoined: options.onJoined,
      onPush: (push: ControlPush) => inbox.receive(push),
      onState: options.onState,
      onRemade: () => listener.onNotice(fault('party.remade', { server: facts.servers.join(', ') })),
      onStuck: (reason) => listener.onNotice(reason),
      onEnded: options.onEnded,
    },
  });
}
