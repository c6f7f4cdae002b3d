/** What the doctor finds in whole engines, and that its remedies mend it. The lab asks the same of real networks. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../shared/faults/fault.ts';
import type { Finding, RemedyId } from '../../shared/model/doctor.ts';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { ModelFirewall } from '../world/engines/model-firewall.ts';
import {
  bothReach,
  type PartyOfTwo,
  partyOfTwo,
  playersAt,
  SYMMETRIC,
} from '../world/engines/party-of-two.ts';
import type { Player } from '../world/engines/player.ts';
import { TunnelDevice } from '../world/engines/tunnel-device.ts';

interface Trouble {
  readonly title: string;
  happen(party: PartyOfTwo): Promise<unknown>;
  readonly found: FaultCode;
  /** What it offers; null: nothing. */
  readonly remedy: RemedyId | null;
  /** What people do about it themselves, before the remedy. */
  undo?(party: PartyOfTwo): Promise<unknown>;
  /** Until it shows. */
  readonly lastsMs?: number;
  /** Anna has left the party by then. */
  readonly isAlone?: true;
}

const troubles: readonly Trouble[] = [
  {
    title: 'another program gave the tunnel its own key',
    async happen({ anna }) {
      const own = deviceOf(anna);
      own.remove();
      const other = new TunnelDevice(anna.computer, own.name, randomBytes(32).toString('base64'));
      other.listen(own.port);
      other.setAddress(`${own.address}/16`);
      anna.computer.tunnels.set(own.name, other);
    },
    found: 'doctor.key-mismatch',
    remedy: 'restart-tunnel',
  },
  {
    title: 'the tunnel is gone',
    async happen({ anna }) {
      deviceOf(anna).remove();
    },
    found: 'tunnel.interface-missing',
    remedy: 'restart-tunnel',
  },
  {
    title: 'the port that WireGuard is to have is another program’s',
    async happen({ anna }) {
      // A tunnel that runs has its port: only the next one could miss it.
      await anna.get((engine) => engine.leaveParty({}));
      anna.computer.bind(null, 51_999, () => undefined);
      await anna.get((engine) => engine.updateSettings({ wireguardPort: 51_999 }));
    },
    found: 'tunnel.port-taken',
    remedy: 'choose-free-port',
    isAlone: true,
  },
  {
    title: 'the helper can’t be started',
    async happen({ anna }) {
      anna.helper.isAllowed = false;
      anna.helper.kill();
    },
    found: 'helper.refused',
    remedy: 'set-up-tunnel',
    async undo({ anna }) {
      anna.helper.isAllowed = true;
    },
  },
  {
    title: 'the control server is away',
    async happen({ server }) {
      server.computer.isListening = false;
    },
    found: 'control.unreachable',
    remedy: 'reconnect-control',
    async undo({ server }) {
      server.computer.isListening = true;
    },
  },
  {
    title: 'the relay is silent',
    async happen({ server }) {
      server.computer.blocksUdp = true;
    },
    found: 'relay.unreachable',
    remedy: 'switch-relay',
    async undo({ server }) {
      server.computer.blocksUdp = false;
    },
  },
  {
    title: 'the network carries no UDP',
    async happen({ anna }) {
      anna.computer.blocksUdp = true;
    },
    found: 'doctor.udp-blocked',
    remedy: null,
    async undo({ anna }) {
      anna.computer.blocksUdp = false;
    },
  },
  {
    title: 'the computer is in no network',
    async happen({ anna }) {
      anna.computer.isOnline = false;
    },
    found: 'doctor.no-route',
    remedy: null,
    async undo({ anna }) {
      anna.computer.isOnline = true;
    },
  },
  {
    title: 'another tunnel has the party’s addresses',
    async happen({ anna }) {
      anna.computer.otherNetworks.set('tun0', '10.66.0.9/16');
    },
    found: 'tunnel.address-conflict',
    remedy: null,
    async undo({ anna }) {
      anna.computer.otherNetworks.clear();
    },
  },
  {
    title: 'the computer’s clock is minutes ahead',
    async happen({ anna }) {
      anna.computer.clockAheadMs = 180_000;
    },
    found: 'doctor.clock-skew',
    remedy: null,
    async undo({ anna }) {
      anna.computer.clockAheadMs = 0;
    },
  },
  {
    title: 'the disk is full',
    async happen({ anna }) {
      anna.computer.freeBytes = 1000;
    },
    found: 'doctor.disk-full',
    remedy: 'trim-history',
    async undo({ anna }) {
      anna.computer.freeBytes = 50e9;
    },
  },
  {
    title: 'the computer has no time for games',
    async happen({ anna }) {
      anna.computer.cpuRatio = 0.97;
    },
    found: 'doctor.busy-computer',
    remedy: null,
    async undo({ anna }) {
      anna.computer.cpuRatio = 0.1;
    },
  },
  {
    title: 'the computer’s firewall lets nobody in',
    async happen({ anna }) {
      anna.computer.firewall = new ModelFirewall();
    },
    found: 'doctor.firewall-here',
    remedy: 'open-firewall',
  },
  {
    title: 'the friend’s firewall lets nobody in',
    async happen({ anna, ben }) {
      anna.computer.firewall = null;
      ben.computer.firewall = new ModelFirewall();
    },
    found: 'doctor.firewall-there',
    remedy: null,
    async undo({ ben }) {
      ben.computer.firewall = null;
    },
  },
  {
    title: 'WireGuard’s tool hangs',
    async happen({ anna }) {
      anna.computer.wgTool = { reason: 'tool-hangs', program: 'wg', ms: 2000 };
    },
    found: 'tunnel.wireguard-broken',
    remedy: null,
    async undo({ anna }) {
      anna.computer.wgTool = 'works';
    },
  },
  {
    title: 'the resolver leads everybody to themselves',
    async happen({ server, world }) {
      world.internet.names.set('play.example', '127.0.0.1');
      server.computer.isListening = false;
    },
    found: 'doctor.dns-lies',
    remedy: null,
    async undo({ server, world }) {
      world.internet.names.set('play.example', server.computer.address);
      server.computer.isListening = true;
    },
  },
  {
    title: 'the friend’s computer is away',
    happen: ({ ben }) => ben.stop(),
    lastsMs: 5000,
    found: 'peer.away',
    remedy: null,
    undo: ({ ben }) => ben.start(),
  },
];

describe('the doctor', () => {
  let world: EngineWorld;
  beforeEach(() => {
    world = new EngineWorld();
  });
  afterEach(() => world.close());

  it('finds nothing in a party that is well', async () => {
    const party = await partyOfTwo(world);
    await bothReach(party, 'direct');
    await world.pass(5000);
    expect(causesOf(await party.anna.diagnose())).toEqual([]);
  });

  it('finds nothing on a computer that is well and in no party', async () => {
    const { anna } = await playersAt(world);
    expect(causesOf(await anna.diagnose())).toEqual([]);
  });

  it('says of two routers that let nobody in why they need the relay, and of nothing else', async () => {
    const party = await partyOfTwo(world, SYMMETRIC);
    await bothReach(party, 'relayed');
    await world.pass(30_000);
    expect(causesOf(await party.anna.diagnose())).toEqual(['doctor.both-symmetric']);
  });

  it('carries out no remedy that no finding asks for', async () => {
    const { anna } = await playersAt(world);
    await anna.diagnose();
    const applied = await anna.ask((engine) =>
      engine.applyRemedy({ check: 'interface', peer: null, remedy: 'restart-tunnel' }),
    );
    expect(applied).toMatchObject({ ok: false, fault: { code: 'doctor.remedy-unfit' } });
  });
});

describe('the doctor finds', () => {
  /** The party of the trouble before, where that left it well. */
  let well: PartyOfTwo | null = null;
  let world: EngineWorld | null = null;
  afterAll(() => world?.close());

  async function healthyParty(): Promise<PartyOfTwo> {
    if (well !== null) return well;
    await world?.close();
    world = new EngineWorld();
    return partyOfTwo(world);
  }

  it.each(troubles)('that $title, and nothing else, until it is mended', async (trouble) => {
    const { happen, found, remedy, undo, lastsMs = 1500, isAlone } = trouble;
    const party = await healthyParty();
    well = null;
    const { anna } = party;
    await bothReach(party, 'direct');
    await happen(party);
    await party.world.pass(lastsMs);
    const findings = await anna.diagnose();
    expect(causesOf(findings)).toEqual([found]);
    const finding = findings.find(({ cause }) => cause?.code === found);
    expect(finding?.remedy).toBe(remedy);
    await undo?.(party);
    if (finding !== undefined && remedy !== null) {
      const { check, peer } = finding;
      const { after } = await anna.get((engine) => engine.applyRemedy({ check, peer, remedy }));
      expect(after).toMatchObject({ status: 'ok', cause: null });
    }
    if (isAlone) return;
    await bothReach(party, 'direct');
    // The loss of the last minute is told for as long.
    await party.world.pass(65_000);
    expect(causesOf(await anna.diagnose())).toEqual([]);
    well = party;
  });
});

function deviceOf({ computer, name }: Player): TunnelDevice {
  const [device] = computer.tunnels.values();
  if (device === undefined) throw new Error(`${name} has no tunnel`);
  return device;
}

/** What it is less sure of is a hint. */
function causesOf(findings: readonly Finding[]): FaultCode[] {
  const sure = findings.flatMap(({ cause, confidence }) =>
    cause !== null && confidence >= 0.5 ? [cause.code] : [],
  );
  return [...new Set(sure)];
}
