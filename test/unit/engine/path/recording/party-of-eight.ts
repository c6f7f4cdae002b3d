/** A calm evening of eight: what the mesh of one of them is told, with a game's traffic in WireGuard's figures. */
import { Mesh } from '../../../../../main/engine/path/mesh/mesh.ts';
import type { MeshEffect, MeshEvent } from '../../../../../main/engine/path/mesh/mesh-events.ts';
import { toTick } from '../../../../../main/engine/path/recording/columns.ts';
import { MeshRecorder } from '../../../../../main/engine/path/recording/mesh-recorder.ts';
import type { PeerStatus } from '../../../../../shared/helper/verbs.ts';
import { World } from '../../../../world/world.ts';

const OTHERS = 7;
const RELAY = { key: keyOf('relay'), endpoint: '203.0.113.10:3478' };
const REKEY_S = 120;

interface Member {
  readonly key: string;
  readonly address: string;
  readonly rttMs: number;
  seq: number;
  rxBytes: number;
  txBytes: number;
}

/** @param options.game - five echoes a second, else one. @param options.limitBytes - of the log. */
export function recordParty(
  hours: number,
  { game, limitBytes }: { readonly game: boolean; readonly limitBytes?: number },
): MeshRecorder {
  const world = new World(8);
  const { random } = world;
  const terms = {
    ownKey: keyOf('self'),
    keepaliveSeconds: 25,
    servers: ['wss://play.example.org'],
    session: 77,
    startedAtMs: 0,
  };
  const mesh = new Mesh(terms);
  const recorder = new MeshRecorder({
    terms,
    app: 'test',
    startedAt: world.date(),
    ...(limitBytes !== undefined && { limitBytes }),
  });
  const members: Member[] = Array.from({ length: OTHERS }, (_, i) => ({
    key: keyOf(`member${i}`),
    address: `10.66.0.${i + 2}`,
    rttMs: 15 + 8 * i,
    seq: 0,
    rxBytes: 0,
    txBytes: 0,
  }));
  let turn = 0;

  const wakeLater = (): void => {
    const mine = ++turn;
    if (mesh.nextAtMs === Number.POSITIVE_INFINITY) return;
    // Timers are late.
    world.at(mesh.nextAtMs + 1.2 * random(), () => mine === turn && feed({ type: 'time' }));
  };
  const feed = (event: MeshEvent): void => {
    const nowMs = toTick(world.nowMs);
    const effects = mesh.handle(event, nowMs);
    recorder.record(event, nowMs, effects);
    for (const effect of effects) carryOut(effect);
    wakeLater();
  };
  const carryOut = (effect: MeshEffect): void => {
    if (effect.type === 'carry-out') world.after(4 + 4 * random(), () => feed({ type: 'carried-out' }));
    else if (effect.type === 'look') world.after(2 + 3 * random(), () => feed(status()));
    else if (effect.type === 'ask-relay') {
      const afterMs = toTick(20 + 5 * random());
      world.after(afterMs, () => feed({ type: 'relay-answered', ask: effect.ask, afterMs }));
    } else if (effect.type === 'send-echo' && effect.packet.kind === 'request') {
      const member = members.find(({ address }) => address === effect.to);
      if (member === undefined || random() < 0.005) return;
      const packet = { ...effect.packet, kind: 'reply' as const, received: effect.packet.seq };
      world.after(member.rttMs + 6 * random() ** 3, () =>
        feed({ type: 'echo', from: member.address, packet }),
      );
    }
  };
  const status = (): MeshEvent => ({
    type: 'status',
    status: {
      name: 'lanrage0',
      publicKey: terms.ownKey,
      listenPort: 51_820,
      peers: [peerStatus(RELAY.key, RELAY.endpoint, [], 0, 148), ...members.map(ofMember)],
    },
  });
  const peerStatus = (
    publicKey: string,
    endpoint: string,
    allowedIps: string[],
    rxBytes: number,
    txBytes: number,
  ): PeerStatus => {
    const wallS = Math.floor(world.date().getTime() / 1000);
    const latestHandshake = wallS - (wallS % REKEY_S);
    return { publicKey, endpoint, allowedIps, latestHandshake, rxBytes, txBytes, keepaliveSeconds: 25 };
  };
  const ofMember = ({ key, address, rxBytes, txBytes }: Member, i: number): PeerStatus =>
    peerStatus(key, `198.51.100.${i + 20}:51820`, [`${address}/32`], rxBytes, txBytes);

  feed({ type: 'begin', subnet: { base: 0x0a420000, prefix: 16 } });
  feed({ type: 'control', isUp: true });
  const relay = {
    id: 'relay-1',
    publicKey: RELAY.key,
    port: 3478,
    endpoints: [RELAY.endpoint],
    probe: null,
  };
  feed({ type: 'relays', listed: [relay], chosen: 'relay-1', serverAddress: '203.0.113.10' });
  if (game) feed({ type: 'cadence', game });
  for (const member of members) {
    const { key, address } = member;
    const reachability = { candidates: [], mapping: 'unknown', filtering: 'unknown' } as const;
    feed({
      type: 'came',
      member: {
        id: address,
        wireguardKey: key,
        address,
        presence: 'online',
        reachability: { ...reachability, candidates: [] },
      },
      how: 'came',
    });
    const pauseMs = game ? 200 : 1000;
    const ask = (): void => {
      const packet = {
        kind: 'request' as const,
        session: member.rttMs,
        seq: ++member.seq,
        sentAtMs: toTick(world.nowMs + 123_456),
        received: 0,
      };
      feed({ type: 'echo', from: address, packet });
      world.after(pauseMs + 2 * random(), ask);
    };
    world.after(1000 * random(), ask);
    world.every(1000, () => {
      member.rxBytes += Math.floor(20_000 * random());
      member.txBytes += Math.floor(20_000 * random());
    });
  }
  world.runUntil(hours * 3_600_000);
  return recorder;
}

function keyOf(name: string): string {
  return `${name.padEnd(43, 'A')}=`;
}
