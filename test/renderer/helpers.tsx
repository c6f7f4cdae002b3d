/** What the tests of stores and screens share: an engine within the page, with real stores in between. */
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';
import type { Connection, LinkStatus } from '../../renderer/api/connection.ts';
import { connect } from '../../renderer/stores/connect.ts';
import { blankUi, uiStore } from '../../renderer/stores/ui-store.ts';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import { type MockEngine, mockEngine } from '../mocks/mock-engine.ts';
import type { ScenarioName } from '../mocks/scenarios.ts';

/** A connection to an engine in the same process, with a plug to pull. */
export function plug({ handlers, on }: MockEngine): Connection & { become(status: LinkStatus): void } {
  const watchers = new Set<(status: LinkStatus) => void>();
  return {
    api: { ...handlers, on } as LanrageApi,
    onStatus(watcher) {
      watchers.add(watcher);
      watcher('online');
      return () => watchers.delete(watcher);
    },
    become(status) {
      for (const watcher of watchers) watcher(status);
    },
    close: () => watchers.clear(),
  };
}

/** Connects the stores to a scenario and waits until they show it. Ends with the test. */
export async function showing(scenario: ScenarioName) {
  const engine = mockEngine({ scenario });
  const connection = plug(engine);
  const disconnect = connect(connection);
  ends.push(disconnect, () => void engine.stop());
  await settled();
  return { engine, connection };
}

/** Lets answers that are on their way arrive. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

const ends: (() => void)[] = [];

afterEach(() => {
  cleanup();
  for (const end of ends.splice(0)) end();
  uiStore.setState(blankUi);
});
