/** The only subscriber to the engine and the only writer of the engine store. */

import type { LanrageApi } from '../../shared/ipc/api.ts';
import type { Sample, Snapshot } from '../../shared/model/snapshot.ts';
import { invariant } from '../../shared/result.ts';
import type { Connection } from '../api/connection.ts';
import { describeChanges } from '../model/changes.ts';
import { type Activity, blankEngine, engineStore } from './engine-store.ts';
import { followNames } from './names-store.ts';
import { samples } from './samples.ts';
import { say } from './ui-store.ts';
import { followUpgrades } from './upgrade-store.ts';
import { followWork, forgetRuns } from './work-store.ts';

/** How long a click may be shown as done before the engine has said so. */
const ROLLBACK_MS = 3000;
/** An engine that can't tell its state is starting or stopping. */
const RETRY_MS = 1000;

let current: LanrageApi | null = null;
let rollback: ReturnType<typeof setTimeout> | undefined;

/** The engine's calls, for actions. */
export function engine(): LanrageApi {
  invariant(current !== null, 'an action ran before connect()');
  return current;
}

/** Mirrors this engine into the stores until the returned function is called. */
export function connect({ api, onStatus }: Connection): () => void {
  current = api;
  // What arrives while the state is being fetched: an event may overtake the answers.
  let early: { snapshot: Snapshot | null; samples: Sample[] } | null = { snapshot: null, samples: [] };
  let retry: ReturnType<typeof setTimeout> | undefined;

  const stops = [
    followWork(api),
    api.on('snapshotChanged', (snapshot) => {
      if (early === null) accept(snapshot);
      else early.snapshot = snapshot;
    }),
    api.on('samples', (batch) => {
      if (early === null) samples.append(batch);
      else early.samples.push(...batch);
    }),
    api.on('settingsChanged', (settings) => engineStore.setState({ settings })),
    onStatus((link) => {
      const wasLive = engineStore.getState().link === 'online';
      engineStore.setState({ link, ...(wasLive && { liveUntil: performance.now() }) });
      clearTimeout(retry);
      early = { snapshot: null, samples: [] };
      if (link === 'online') void load();
      else forgetRuns();
    }),
  ];

  async function load(): Promise<void> {
    const [snapshot, history, settings] = await Promise.all([
      api.getSnapshot({}),
      api.getSamples({}),
      api.getSettings({}),
    ]);
    if (engineStore.getState().link !== 'online' || early === null) return;
    if (!snapshot.ok || !history.ok || !settings.ok) {
      retry = setTimeout(() => void load(), RETRY_MS);
      return;
    }
    engineStore.setState({ settings: settings.value });
    // An engine that was started again counts from the beginning, so this one is taken whatever its number.
    show(snapshot.value);
    if (early.snapshot !== null) accept(early.snapshot);
    samples.clear();
    samples.append([...history.value, ...early.samples]);
    early = null;
  }

  return () => {
    for (const stop of stops) stop();
    clearTimeout(retry);
    clearTimeout(rollback);
    engineStore.setState(blankEngine);
    samples.clear();
    current = null;
  };
}

/**
 * Shows at once what a click will lead to. The engine's word replaces it; without one it is taken back.
 * @returns takes it back now.
 */
export function expectActivity(expected: Activity): () => void {
  clearTimeout(rollback);
  const takeBack = () => engineStore.setState({ expected: null });
  rollback = setTimeout(takeBack, ROLLBACK_MS);
  engineStore.setState({ expected });
  return () => {
    clearTimeout(rollback);
    takeBack();
  };
}

function accept(snapshot: Snapshot): void {
  const shown = engineStore.getState().snapshot;
  if (shown === null || snapshot.seq > shown.seq) show(snapshot);
}

function show(snapshot: Snapshot): void {
  const { snapshot: before, expected } = engineStore.getState();
  const said =
    expected !== null && (snapshot.activity !== 'idle' || snapshot.party?.id !== before?.party?.id);
  engineStore.setState({ snapshot, ...(said && { expected: null }) });
  followNames(snapshot.party);
  if (before === null) return;
  followUpgrades(before, snapshot);
  const changes = describeChanges(before, snapshot);
  if (changes.length > 0) say(changes.join(' '));
}
