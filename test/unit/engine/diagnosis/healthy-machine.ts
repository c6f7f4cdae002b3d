/** A machine with nothing wrong; each test makes one thing so. */

import type { ExaminedMachine } from '../../../../main/engine/diagnosis/examined-machine.ts';
import { thisMachine } from '../../../../main/engine/machine/this-machine.ts';
import type { LatencySummary } from '../../../../shared/model/metrics.ts';
import type { NatReport } from '../../../../shared/model/nat-report.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';
import type { PeerView, Snapshot } from '../../../../shared/model/snapshot.ts';
import { ok } from '../../../../shared/result.ts';
import { emptySnapshot, exampleParty, examplePeer } from '../../../mocks/fake-engine.ts';
import { invitingFacts } from '../../../mocks/inviting-facts.ts';

const OWN_KEY = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
const JONS_KEY = 'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=';

export const goodLatency: LatencySummary = {
  sent: 60,
  lost: 0,
  minMs: 16,
  medianMs: 18,
  meanMs: 18.2,
  p95Ms: 21,
  p99Ms: 22,
  maxMs: 24,
  jitterMs: 1.2,
  lossRatio: 0,
  longestBurst: 0,
  lossPattern: 'none',
};

export const goodNat: NatReport = {
  mapping: 'endpoint-independent',
  filtering: 'address-and-port-dependent',
  hairpinning: 'no',
  udp: 'works',
  captivePortal: 'no',
  publicAddress: '203.0.113.7',
  portPreserved: 'yes',
  servers: [{ server: 'stun.example.org:3478', outcome: 'answered', ms: 20 }],
  at: '2026-11-21T10:00:00.000Z',
};

export function inParty(peer: Partial<PeerView> = {}): Snapshot {
  return { ...emptySnapshot, party: { ...exampleParty, peers: [{ ...examplePeer, ...peer }] } };
}

export function healthyExaminedMachine(overrides: Partial<ExaminedMachine> = {}): ExaminedMachine {
  return {
    renew: () => undefined,
    snapshot: () => inParty(),
    inForce: () => settingsSchema.parse({ displayName: 'Mara' }),
    environment: async () => ok({ backend: 'wireguard-go', wgVersion: 'wireguard-tools v1.0.20210914' }),
    wireguardHint: thisMachine.wireguardHint,
    tryTool: async () => 'works',
    needsTool: async () => false,
    device: async () =>
      ok({
        name: 'lanrage0',
        publicKey: OWN_KEY,
        listenPort: 51820,
        peers: [
          {
            publicKey: JONS_KEY,
            endpoint: '203.0.113.7:51820',
            allowedIps: ['10.66.0.2/32'],
            latestHandshake: 1,
            rxBytes: 1,
            txBytes: 1,
            keepaliveSeconds: 25,
          },
        ],
      }),
    keys: () => ({ own: OWN_KEY, members: new Map([['jon', JONS_KEY]]) }),
    strayInterfaces: async () => [],
    clash: () => null,
    tunnelDamage: async () => null,
    isPortFree: async () => true,
    clockOffsetMs: async () => 120,
    clockSetBackMs: () => 0,
    freeDiskBytes: async () => 10 * 2 ** 30,
    load: async () => ({ cpuRatio: 0.1, lateMs: 2 }),
    gateways: async () => ['192.168.1.1'],
    ping: async (_address, count) => ({ ...goodLatency, sent: count }),
    reachesInternet: async () => true,
    resolve: async () => ({ name: 'play.example.org', ms: 12, reason: null, address: '203.0.113.10' }),
    nat: async () => goodNat,
    reachControl: async () => ({ server: 'ws://203.0.113.10:8667', ms: 20 }),
    checkInviting: async () => invitingFacts.server,
    askRelays: async () => [{ endpoint: '203.0.113.10:3478', ms: 21 }],
    isRelayReached: async () => true,
    inbound: async () => ({ there: 'open', here: 'open' }),
    firewall: async () => ({ command: 'sudo ufw allow in on lanrage0', canOpen: true }),
    figures: () => goodLatency,
    echoes: async () => new Map([['jon', goodLatency]]),
    portal: async () => 'no',
    tunnelMtu: async () => 1420,
    ...overrides,
  };
}
