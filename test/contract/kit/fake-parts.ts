import type { Parts } from '../../../main/cli/parts.ts';
import { ok } from '../../../shared/result.ts';
import { fakeEngine } from '../../mocks/fake-engine.ts';

/** What the CLI starts, without network. @param rendererDir - the page that it serves. */
export function fakeParts(rendererDir: string): Parts {
  return {
    createEngine: async () => ok(fakeEngine()),
    async startServers({ log }) {
      log.info('servers started');
      // Stands for the sockets that keep the process alive.
      const open = setInterval(() => undefined, 60_000);
      return ok({
        controlEndpoints: [{ address: '127.0.0.1', port: 8667 }],
        relayEndpoints: [{ address: '127.0.0.1', port: 3478 }],
        probeEndpoints: [],
        tunnelEndpoints: [],
        healthEndpoints: [],
        relayPublicKey: 'key',
        relayed: () => null,
        seats: () => [],
        party: null,
        tellRelayEndpoints: () => undefined,
        close: async () => clearInterval(open),
      });
    },
    resources: { helperScript: '', relayWorkerScript: '', rendererDir },
  };
}
