/** What is in force in a mock engine: its parties are made with the settings of the moment, by the rules of the real engine. */
import { madeWith } from '../../main/engine/party/in-force.ts';
import { type InForce, partOf, type WaitingSetting, waiting } from '../../shared/model/settings/waiting.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';

export class MockInForce {
  readonly #started: Settings;
  #party: string | null = null;
  #made: InForce = {};

  constructor(started: Settings) {
    this.#started = started;
  }

  /** Follows parties that come and go. @returns what waits. */
  look({ party, host }: Pick<Snapshot, 'party' | 'host'>, settings: Settings): WaitingSetting[] {
    const id = party?.id ?? null;
    if (id !== this.#party) this.make(party, settings);
    this.#party = id;
    return waiting(settings, { ...partOf(this.#started, 'start', host), ...this.#made });
  }

  /** The party, with its tunnel, is made anew. */
  make(party: Snapshot['party'], settings: Settings): void {
    const { wireguardPort: listenPort, mtu } = settings;
    this.#made =
      party === null ? {} : madeWith({ settings, hosting: party.hosting, device: { listenPort, mtu } });
  }
}
