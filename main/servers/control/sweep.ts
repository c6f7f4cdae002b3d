import { CONTROL_AWAY_AFTER_MS, CONTROL_REMOVED_AFTER_MS } from '../../../shared/control/messages.ts';
import { admitRoster, type ControlState } from './control-state.ts';
import { assignPartyRelay, assignRelays } from './relays/relay-assignment.ts';
import { RELAY_EXPIRES_AFTER_MS } from './relays/relay-registry.ts';
import { closeCodes } from './sockets/connection.ts';
import type { TokenBucket } from './sockets/token-bucket.ts';

/** Fine enough that "away" is seen in time; a pass over everybody costs microseconds. */
const SWEEP_EVERY_MS = 1_000;
/** Places, tombstones and idle parties live for days. */
const EXPIRE_EVERY_MS = 600_000;

/** Lets silent connections, members, relays and parties run out. @returns stops it. */
export function startSweep(state: ControlState): () => void {
  const { clock, log } = state;
  let expiredAt = Number.NEGATIVE_INFINITY;
  let awaited = true;
  let cancel = clock.after(SWEEP_EVERY_MS, tick);
  return () => cancel();

  function tick(): void {
    cancel = clock.after(SWEEP_EVERY_MS, tick);
    try {
      sweep();
    } catch (error) {
      log.error('sweep failed', { error });
    }
  }

  function sweep(): void {
    const now = clock.now();
    closeSilent(state, now);
    removeAway(state, now);
    const graceEnded = awaited && now - state.startedAt >= RELAY_EXPIRES_AFTER_MS;
    if (graceEnded) awaited = false;
    const expired = state.relays.expire();
    for (const relay of expired) state.observations.forgetRelay(relay);
    for (const { party, relay } of state.memberRelays.expire()) {
      state.observations.forgetRelay(relay);
      assignPartyRelay(state, party);
    }
    if (expired.length > 0 || graceEnded) assignRelays(state, expired.length > 0);
    if (now - expiredAt < EXPIRE_EVERY_MS) return;
    expiredAt = now;
    for (const party of state.book.expire((id) => state.rooms.has(id))) admitRoster(state, party);
    for (const buckets of [state.creations, state.holds, state.offers, state.sightings, state.tellings])
      forgetFull(buckets, now);
  }
}

function closeSilent({ connections }: ControlState, now: number): void {
  for (const connection of connections) {
    const limitMs = connection.role.kind === 'relay' ? RELAY_EXPIRES_AFTER_MS : CONTROL_AWAY_AFTER_MS;
    if (now - connection.heardAt >= limitMs) connection.shut(closeCodes.silent, null);
  }
}

function removeAway(state: ControlState, now: number): void {
  for (const { party, peer } of state.rooms.awayBefore(now - CONTROL_REMOVED_AFTER_MS)) {
    state.book.remove(party, peer);
    state.rooms.leave(party, peer, 'silent');
    admitRoster(state, party);
    state.log.info('silent member removed', { peer, party });
  }
}

function forgetFull(buckets: Map<string, TokenBucket>, now: number): void {
  for (const [key, bucket] of buckets) if (bucket.isFull(now)) buckets.delete(key);
}
