/** The calls of the contract about entering and leaving parties, and the memory of those that were entered. */
import { fault } from '../../shared/faults/fault.ts';
import { parseCode } from '../../shared/invite/code.ts';
import { formatInvite } from '../../shared/invite/link.ts';
import type { Handlers } from '../../shared/ipc/api.ts';
import { fail, invariant, ok, type Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { RecentParties } from './config/recent-parties.ts';
import type { Emit } from './events.ts';
import { emitSaved } from './notices.ts';
import type { Party } from './party/party.ts';
import type { PartyManager } from './party/party-manager.ts';

export interface PartyCallOptions {
  readonly parties: Pick<PartyManager, 'create' | 'join' | 'leave' | 'active'>;
  readonly recent: RecentParties;
  readonly clock: Clock;
  readonly emit: Emit;
}

type PartyCalls = Pick<
  Handlers,
  'createParty' | 'joinParty' | 'leaveParty' | 'rejoinParty' | 'forgetParty' | 'checkInviting'
>;

export function partyCalls({ parties, recent, clock, emit }: PartyCallOptions): PartyCalls {
  /** Keeps a party that was entered for the next time, unless its servers end with it: those of this machine. */
  async function remembering<T>(entering: Promise<Result<T>>): Promise<Result<T>> {
    const entered = await entering;
    const party = parties.active;
    if (entered.ok && party !== null && party.facts.embedded === null) {
      const { servers, met } = party.facts;
      remember(party, met === undefined ? servers : []);
    }
    return entered;
  }

  /** Its members took it over, from us or from others since: it is found there the next time. */
  function rememberGoingOn(party: Party): void {
    const { successor } = party;
    if (successor !== null && successor.urls.length > 0) remember(party, successor.urls);
  }

  function remember(party: Party, servers: readonly string[]): void {
    const { code, keys } = party.facts;
    const lastAt = clock.date().toISOString();
    const remembered = recent.remember({
      id: keys.partyId,
      name: party.name,
      code,
      servers: [...servers],
      lastAt,
    });
    emitSaved(remembered, emit);
    if (remembered.ok) emit({ type: 'activity-changed' });
  }

  return {
    createParty: ({ name }) => remembering(parties.create(name)),
    joinParty: ({ invite }) => remembering(parties.join(invite)),
    leaveParty: () => {
      const party = parties.active;
      return parties.leave().then((left) => {
        if (left.ok && party !== null) rememberGoingOn(party);
        return left;
      });
    },
    async rejoinParty({ id, anew = false }) {
      const party = recent.list().find((one) => one.id === id);
      if (party === undefined) return fail(fault('party.none', {}));
      const code = parseCode(party.code);
      invariant(code.ok, 'a stored code has been checked');
      if (anew) {
        const made = await remembering(parties.create(party.name, code.value));
        const view = parties.active?.view();
        if (!made.ok) return made;
        invariant(view !== undefined, 'a party that was made is the active one');
        return ok({ name: view.name, address: view.self.address });
      }
      return remembering(parties.join(formatInvite({ code: code.value, servers: party.servers })));
    },
    async forgetParty({ id }) {
      const forgotten = recent.forget(id);
      emit({ type: 'activity-changed' });
      return forgotten.ok ? ok({}) : forgotten;
    },
    async checkInviting() {
      const party = parties.active;
      if (party === null) return fail(fault('party.none', {}));
      await party.inviting.askAgain();
      return ok(party.inviting.view);
    },
  };
}
