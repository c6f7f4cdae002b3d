import type { Member } from '../../../../shared/control/messages.ts';
import type { PartyStore, StoredParty } from './party-store.ts';

/** A party that its members take along to another server: everybody keeps the own place. */
export interface PartySeed extends Pick<StoredParty, 'id' | 'memberAuth' | 'subnet' | 'about' | 'creator'> {
  readonly members: readonly Omit<Member, 'presence'>[];
}

/** Takes a party in as its members know it, in the place of what was known of it. @param at - wall clock, ms. */
export function seedParty(store: PartyStore, { members, ...party }: PartySeed, at: number): void {
  store.transaction(() => {
    store.dropParty(party.id);
    store.addParty({ ...party, epoch: 0, relay: null, activeAt: at, endedAt: null });
    for (const { peer, identity, wireguardKey, index, record } of members) {
      // Nobody has a token of this server: the code proves membership.
      store.putMember({
        party: party.id,
        peer,
        identity,
        wireguardKey,
        index,
        record,
        leftAt: null,
        token: null,
      });
    }
  });
}
