import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { pairPresharedKey } from '../../../../../main/crypto/party-keys.ts';
import { readLog } from '../../../../../main/engine/path/recording/read-log.ts';
import { replay } from '../../../../../main/engine/path/recording/replay.ts';
import { MeshRunner } from '../../../../../main/engine/path/run/mesh-runner.ts';
import type { PeerConfig } from '../../../../../shared/helper/verbs.ts';
import { unknownReachability } from '../../../../../shared/model/reachability.ts';
import { ok } from '../../../../../shared/result.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

const key = (): string => randomBytes(32).toString('base64');

/** In every form that a text could have it. */
function spellings(secret: Uint8Array | string): string[] {
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'base64') : Buffer.from(secret);
  return [
    bytes.toString('base64').slice(0, 16),
    bytes.toString('base64url').slice(0, 16),
    bytes.toString('hex').slice(0, 16),
  ];
}

it('the log of a runner holds no key, preshared or public, and leads to the same again', async () => {
  const pskKey = randomBytes(32);
  const [own, member, relay] = [key(), key(), key()];
  const clock = new FakeClock();
  clock.advance(1234.5678);
  const set: PeerConfig[] = [];
  const runner = new MeshRunner({
    terms: {
      ownKey: own,
      keepaliveSeconds: 25,
      servers: ['wss://play.example.org'],
      session: 9,
      startedAtMs: clock.now(),
    },
    app: 'LANrage 0.1.0',
    tunnel: {
      setPeers: async (peers) => {
        set.push(...peers);
        return ok({});
      },
      removePeer: async () => ok({}),
      setDecoys: async () => ok({}),
      setPeerMtu: async () => ok({}),
      status: async () =>
        ok({
          name: 'lanrage0',
          publicKey: own,
          listenPort: 51_820,
          peers: set.map(({ publicKey, endpoint = null, allowedIps }) => ({
            publicKey,
            endpoint,
            allowedIps,
            latestHandshake: 1_700_000_000,
            rxBytes: 1,
            txBytes: 1,
            keepaliveSeconds: 25,
          })),
        }),
    },
    clock,
    log: recordingLog(),
    random: { bytes: randomBytes, unit: () => 0.5 },
    outside: { openUdp: async () => ({ error: 'EPERM' }) } as never,
    openPipe: async () => Promise.reject(new Error('not asked for')),
    presharedKey: (publicKey) => pairPresharedKey(pskKey, own, publicKey),
    sendEcho: () => undefined,
    tell: () => undefined,
  });
  runner.feed({ type: 'begin', subnet: { base: 0x0a420000, prefix: 16 } });
  runner.feed({ type: 'control', isUp: true });
  const listed = { id: 'r', publicKey: relay, port: 3478, endpoints: ['203.0.113.10:3478'], probe: null };
  runner.feed({ type: 'relays', listed: [listed], chosen: 'r', serverAddress: '203.0.113.10' });
  const address = '10.66.0.2';
  runner.feed({
    type: 'came',
    member: { id: 'm', wireguardKey: member, address, presence: 'online', reachability: unknownReachability },
    how: 'came',
  });
  await clock.pass(3000);
  const packed = runner.readLog();
  runner.close();

  const psk = pairPresharedKey(pskKey, own, member);
  expect(set.some(({ presharedKey }) => presharedKey === psk)).toBe(true);
  const text = gunzipSync(packed).toString();
  for (const secret of [psk, pskKey, own, member, relay])
    for (const spelling of spellings(secret)) expect(text).not.toContain(spelling);
  expect(text).not.toContain('presharedKey');
  const played = [...replay(readLog(packed))];
  expect(played.length).toBeGreaterThan(10);
  expect(played.every(({ isSame }) => isSame)).toBe(true);
});
