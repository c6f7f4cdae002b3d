/** What the doctor may ask an engine, and do with it. */
import type { Handlers } from '../../shared/ipc/api.ts';
import { ok } from '../../shared/result.ts';
import type { PartyManager } from './party/party-manager.ts';
import type { Stores } from './stores.ts';
import type { HelperHost } from './tunnel/helper-host.ts';
import type { ClinicOptions } from './watch/clinic.ts';
import type { Observatory } from './watch/observatory.ts';

export interface ClinicParts {
  readonly stores: Stores;
  readonly helper: HelperHost;
  readonly parties: PartyManager;
  readonly observatory: Observatory;
  readonly updateSettings: Handlers['updateSettings'];
  /** Looks after the server, the relays and every path at once. */
  lookAgain(): void;
}

/** Names them; the helper is never started with a prompt but by a remedy. */
export function clinicMeans({
  stores,
  helper,
  parties,
  observatory,
  updateSettings,
  lookAgain,
}: ClinicParts): Pick<ClinicOptions, 'settings' | 'environment' | 'status' | 'keys' | 'tools'> {
  return {
    settings: () => stores.settings.get(),
    environment: async () => {
      const ready = await helper.ensure({ mayAsk: false });
      // Without WireGuard the helper is there all the same, and says so.
      return ready.ok || ready.fault.code === 'tunnel.wireguard-missing'
        ? helper.call('environment', {})
        : ready;
    },
    status: () => helper.call('status', { name: stores.settings.get().interfaceName }),
    keys: () => ({
      own: stores.keys.wireguard.publicKey,
      members: parties.active?.memberKeys() ?? new Map(),
    }),
    tools: {
      setUpTunnel: () => helper.ensure({ mayAsk: true }),
      restartTunnel: async () => (await parties.active?.restartTunnel()) ?? ok(undefined),
      removeInterface: (name) => helper.call('interface.down', { name }),
      updateSettings,
      reconnectControl: lookAgain,
      reachAgain: (peer) => parties.active?.reachAgain(peer),
      checkRelays: lookAgain,
      trimHistory: () => observatory.metrics.trimHistory(),
    },
  };
}
