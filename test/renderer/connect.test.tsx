import { describe, expect, it, vi } from 'vitest';
import { leaveParty } from '../../renderer/actions/party.ts';
import { connect, expectActivity } from '../../renderer/stores/connect.ts';
import { activityOf, engineStore } from '../../renderer/stores/engine-store.ts';
import { samples } from '../../renderer/stores/samples.ts';
import { uiStore } from '../../renderer/stores/ui-store.ts';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { ok, type Result } from '../../shared/result.ts';
import { mockEngine } from '../mocks/mock-engine.ts';
import { scenarios } from '../mocks/scenarios.ts';
import { plug, settled, showing } from './helpers.tsx';

const shown = () => engineStore.getState().snapshot;

describe('connect', () => {
  it('mirrors the state and the history of the engine', async () => {
    await showing('mixed');
    expect(shown()?.party?.name).toBe('Friday LAN');
    expect(samples.of('peer-2')).toHaveLength(120);
  });

  it('drops a state that is older than the one on the screen', async () => {
    const { api, ...rest } = plug(mockEngine({ scenario: 'empty' }));
    const tell: ((snapshot: Snapshot) => void)[] = [];
    const on: LanrageApi['on'] = (name, listener) => {
      if (name === 'snapshotChanged') tell.push(listener as (snapshot: Snapshot) => void);
      return () => undefined;
    };
    const disconnect = connect({ ...rest, api: { ...api, on } });
    await settled();
    tell[0]?.({ ...scenarios.empty, seq: 9, displayName: 'newer' });
    tell[0]?.({ ...scenarios.empty, seq: 8, displayName: 'older' });
    expect(shown()?.displayName).toBe('newer');
    disconnect();
  });

  it('keeps an event that overtook the first answer', async () => {
    const engine = mockEngine({ scenario: 'empty' });
    const late = Promise.withResolvers<Result<Snapshot>>();
    const connection = plug(engine);
    const disconnect = connect({
      ...connection,
      api: { ...connection.api, getSnapshot: () => late.promise },
    });
    engine.change(() => ({ displayName: 'newer' }));
    late.resolve(ok(scenarios.empty));
    await settled();
    expect(shown()?.displayName).toBe('newer');
    disconnect();
  });

  it('takes the state of an engine that was started again, although it counts from the beginning', async () => {
    const { engine, connection } = await showing('empty');
    engineStore.setState(({ snapshot }) => ({ snapshot: snapshot && { ...snapshot, seq: 900 } }));
    connection.become('offline');
    engine.change(() => ({ displayName: 'again' }));
    connection.become('online');
    await settled();
    expect(shown()?.displayName).toBe('again');
  });

  it('keeps the last values when the engine is lost', async () => {
    const { connection } = await showing('mixed');
    connection.become('offline');
    expect(engineStore.getState().link).toBe('offline');
    expect(shown()?.party?.peers).toHaveLength(5);
  });

  it('shows a click at once and takes it back after three seconds without a word of the engine', async () => {
    await showing('mixed');
    vi.useFakeTimers();
    expectActivity('leaving');
    expect(activityOf(engineStore.getState())).toBe('leaving');
    vi.advanceTimersByTime(2999);
    expect(activityOf(engineStore.getState())).toBe('leaving');
    vi.advanceTimersByTime(1);
    expect(activityOf(engineStore.getState())).toBe('idle');
    vi.useRealTimers();
  });

  it('follows the engine once it has spoken', async () => {
    await showing('mixed');
    const result = await leaveParty();
    expect(result.ok).toBe(true);
    expect(activityOf(engineStore.getState())).toBe('idle');
    expect(shown()?.party).toBeNull();
  });

  it('says a change of state, and nothing when only figures change', async () => {
    const { engine } = await showing('mixed');
    const before = uiStore.getState().said.id;
    engine.change(({ party }) => ({
      party: party && { ...party, peers: party.peers.map((peer) => ({ ...peer, latencyMs: 99 })) },
    }));
    expect(uiStore.getState().said.id).toBe(before);
    engine.change(({ party }) => ({
      party: party && {
        ...party,
        peers: party.peers.map((peer) =>
          peer.name === 'Jon' ? { ...peer, state: 'direct' as const } : peer,
        ),
      },
    }));
    expect(uiStore.getState().said.text).toBe('Jon is connected directly.');
  });
});
