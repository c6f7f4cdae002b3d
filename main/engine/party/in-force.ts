/** What of the settings is in force: what the running process, party and tunnel were made with. Doctor, status and screens ask it. */
import {
  type InForce,
  partOf,
  type WaitingSetting,
  waiting,
} from '../../../shared/model/settings/waiting.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { SettingsStore } from '../config/settings-store.ts';
import type { TunnelDevice } from '../helper/tunnel.ts';

export interface MadeParty {
  /** As they were when it was entered. */
  readonly settings: Settings;
  /** Whether its servers run in this engine. */
  readonly hosting: boolean;
  readonly device: Pick<TunnelDevice, 'listenPort' | 'mtu'>;
}

/** What a party and its tunnel were made with. */
export function madeWith({ settings, hosting, device }: MadeParty): InForce {
  const { embeddedControlPort, embeddedRelayPort, ...party } = partOf(settings, 'party');
  return {
    ...party,
    // The servers of others have no ports of ours.
    ...(hosting && { embeddedControlPort, embeddedRelayPort }),
    wireguardPort: device.listenPort,
    mtu: device.mtu,
  } as InForce;
}

export interface SettingsInForceOptions {
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly parties: { readonly active: { inForce(): InForce } | null };
  readonly host: 'desktop' | 'headless';
}

export class SettingsInForce {
  readonly #options: SettingsInForceOptions;
  #started: InForce = {};

  constructor(options: SettingsInForceOptions) {
    this.#options = options;
  }

  /** The engine starts, with the settings of now. */
  begin(): void {
    const { settings, host } = this.#options;
    this.#started = partOf(settings.get(), 'start', host);
  }

  /** All settings: those that something runs with as it has them, the others as what comes next will have them. */
  get(): Settings {
    return { ...this.#options.settings.get(), ...this.#made() };
  }

  /** Those that were changed, and are not in force yet. */
  waiting(): WaitingSetting[] {
    return waiting(this.#options.settings.get(), this.#made());
  }

  #made(): InForce {
    return { ...this.#started, ...this.#options.parties.active?.inForce() };
  }
}
