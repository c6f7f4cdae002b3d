/** The party of a server that one of its members runs, for that member's engine. */
import { fault } from '../../../../shared/faults/fault.ts';
import { admitRoster, type ControlState } from '../control-state.ts';
import { memberRelayId } from '../relays/member-relays.ts';
import { endMemberRelay } from '../requests/member-relay-requests.ts';
import { closeCodes } from '../sockets/connection.ts';
import type { SignedReign } from './reign-desk.ts';

/** All of it does nothing for a server that serves whoever comes. */
export interface OwnParty {
  /** Says so to everybody who is here or comes. */
  tell(reign: SignedReign): void;
  /** Says to everybody who is here that the party goes on elsewhere. */
  move(reign: SignedReign): void;
  /** Takes a member off the roster that left elsewhere, unless it came back since. @param seq - above its records before. */
  remove(peer: string, seq: number): void;
  /** It is over, for everybody. */
  end(): void;
  /** Hears of others that claim to run the party. @param listener - answers who does. */
  onClaim(listener: (reign: SignedReign) => SignedReign | null): void;
}

export function ownParty(state: ControlState): OwnParty {
  const { onlyParty, rooms, book, reign: desk } = state;
  const id = onlyParty ?? '';
  return {
    tell(reign) {
      desk.told = { type: 'control.next', reign };
      rooms.announce(id, desk.told);
    },
    move: (reign) => rooms.announce(id, { type: 'control.moved', reign }),
    remove(peer, seq) {
      const member = state.store.member(id, peer);
      if (member === null || member.leftAt !== null || member.record.seq >= seq) return;
      book.leave(id, peer);
      rooms.leave(id, peer, 'left');
      endMemberRelay(state, id, memberRelayId(peer));
      admitRoster(state, id);
    },
    end() {
      const endedAt = state.clock.date();
      state.store.endParty(id, endedAt.getTime());
      admitRoster(state, id);
      const over = fault('party.invite-expired', { endedAt: endedAt.toISOString() });
      for (const connection of [...state.connections]) {
        if (connection.role.kind === 'peer' && connection.role.place !== null)
          connection.shut(closeCodes.goingAway, over);
      }
    },
    onClaim(listener) {
      desk.claimed = listener;
    },
  };
}
