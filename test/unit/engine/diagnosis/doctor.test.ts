import { describe, expect, it } from 'vitest';
import { selectChecks } from '../../../../main/engine/diagnosis/checks/all-checks.ts';
import { Doctor } from '../../../../main/engine/diagnosis/doctor.ts';
import type { ExaminedMachine } from '../../../../main/engine/diagnosis/examined-machine.ts';
import { runChecks } from '../../../../main/engine/diagnosis/run-checks.ts';
import { explain } from '../../../../shared/faults/advice.ts';
import { type FaultCode, fault } from '../../../../shared/faults/fault.ts';
import { checkIds, type DoctorProgress, type Finding } from '../../../../shared/model/doctor.ts';
import type { LatencySummary } from '../../../../shared/model/metrics.ts';
import type { NatReport } from '../../../../shared/model/nat-report.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';
import type { PeerView, Snapshot } from '../../../../shared/model/snapshot.ts';
import { fail, ok } from '../../../../shared/result.ts';
import { sayReading } from '../../../../shared/texts/readings.ts';
import { emptySnapshot } from '../../../mocks/fake-engine.ts';
import { invitingFacts } from '../../../mocks/inviting-facts.ts';
import { goodLatency, goodNat, healthyExaminedMachine, inParty } from './healthy-machine.ts';

async function examine(overrides: Partial<ExaminedMachine> = {}): Promise<Finding[]> {
  return runChecks({
    checks: selectChecks(),
    examined: healthyExaminedMachine(overrides),
    signal: new AbortController().signal,
    now: () => 0,
    onStarted: () => undefined,
    onFound: () => undefined,
  });
}

function causes(findings: readonly Finding[]): FaultCode[] {
  return findings.flatMap(({ cause }) => cause?.code ?? []);
}

const lossy = { ...goodLatency, lost: 6, lossRatio: 0.1 };
const nothing = { ...goodLatency, sent: 0, lost: 0, lossRatio: null, medianMs: null, jitterMs: null };
const silent = { ...goodLatency, lost: 60, lossRatio: 1, medianMs: null, jitterMs: null };

const echoes =
  (figures: LatencySummary): ExaminedMachine['echoes'] =>
  async () =>
    new Map([['jon', figures]]);

const never = () => new Promise<never>(() => undefined);

function withoutRelay(peer: Partial<PeerView> = {}): Snapshot {
  const { party, ...rest } = inParty(peer);
  const relay = { endpoint: '203.0.113.10:3478', reached: false, transport: 'udp' } as const;
  return { ...rest, party: party && { ...party, relay } };
}

const foreignRoute = (source: string) => ({ what: 'foreign-route', source, isSure: true }) as const;

describe('the doctor', () => {
  it('finds nothing wrong with what is healthy, and says so of every check', async () => {
    const findings = await examine();
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(checkIds));
  });

  it('finds nothing wrong without a party, and leaves out what needs one', async () => {
    const findings = await examine({ snapshot: () => emptySnapshot, reachControl: async () => null });
    expect(causes(findings)).toEqual([]);
    expect(findings.filter(({ status }) => status === 'skipped').map(({ check }) => check)).toContain(
      'peer-echo',
    );
  });

  it.each<[FaultCode, Partial<ExaminedMachine>]>([
    ['helper.refused', { environment: async () => fail(fault('helper.refused', {})) }],
    ['tunnel.wireguard-missing', { tryTool: async () => 'missing' }],
    [
      'tunnel.wireguard-broken',
      {
        tryTool: async () => ({ reason: 'tool-hangs', program: 'wg', ms: 2000 }),
        needsTool: async () => true,
        environment: never,
      },
    ],
    ['tunnel.wireguard-missing', { environment: async () => ok({ backend: null, wgVersion: null }) }],
    [
      'tunnel.interface-missing',
      { device: async () => fail(fault('tunnel.interface-missing', { name: 'lanrage0' })) },
    ],
    ['tunnel.changed', { tunnelDamage: async () => ({ what: 'interface' }) }],
    ['tunnel.changed', { tunnelDamage: async () => ({ what: 'route' }) }],
    ['doctor.key-mismatch', { keys: () => ({ ...healthyExaminedMachine().keys(), own: 'CCCC' }) }],
    ['doctor.stale-interface', { strayInterfaces: async () => ['lanrage3'] }],
    [
      'tunnel.address-conflict',
      {
        tunnelDamage: async () => foreignRoute('10.66.7.7'),
        clash: () => ({ device: 'eth1', subnet: '10.66.0.0/16' }),
      },
    ],
    ['doctor.foreign-route', { tunnelDamage: async () => foreignRoute('10.8.0.2') }],
    [
      'tunnel.port-taken',
      { inForce: () => settingsSchema.parse({ wireguardPort: 51821 }), isPortFree: async () => false },
    ],
    ['doctor.clock-skew', { clockOffsetMs: async () => -3_600_000 }],
    [
      'doctor.clock-set-back',
      {
        clockSetBackMs: () => 7_200_000,
        snapshot: withoutRelay,
        isRelayReached: async () => false,
      },
    ],
    [
      'doctor.clock-skew',
      {
        clockOffsetMs: async () => 3_600_000,
        clockSetBackMs: () => 7_200_000,
        snapshot: withoutRelay,
      },
    ],
    ['doctor.disk-full', { freeDiskBytes: async () => 1000 }],
    ['doctor.busy-computer', { load: async () => ({ cpuRatio: 0.99, lateMs: 5 }) }],
    ['doctor.no-route', { gateways: async () => [], reachesInternet: async () => false }],
    ['doctor.gateway-silent', { reachesInternet: async () => false, ping: async () => silent }],
    ['doctor.no-internet', { reachesInternet: async () => false }],
    ['doctor.icmp-filtered', { ping: async () => silent }],
    ['doctor.home-loss', { ping: async () => lossy }],
    [
      'doctor.dns-dead',
      { resolve: async () => ({ name: 'play.example.org', ms: null, reason: 'no-answer' }) },
    ],
    [
      'doctor.dns-lies',
      {
        resolve: async () => ({ name: 'play.example.org', ms: 2, reason: null, address: '127.0.0.1' }),
        reachControl: async () => ({ server: 'ws://play.example.org:8667', ms: null }),
      },
    ],
    ['doctor.captive-portal', { reachesInternet: async () => false, portal: async () => 'yes' }],
    ['doctor.captive-portal', { nat: async () => ({ ...goodNat, captivePortal: 'yes' }) }],
    ['doctor.udp-blocked', { nat: async () => ({ ...goodNat, udp: 'blocked' }) }],
    ['control.unreachable', { reachControl: async () => ({ server: 'ws://x', ms: null }) }],
    [
      'relay.unreachable',
      {
        askRelays: async () => [{ endpoint: '203.0.113.10:3478', ms: null }],
        snapshot: withoutRelay,
      },
    ],
    ['relay.no-handshake', { isRelayReached: async () => false }],
    [
      'relay.no-handshake',
      {
        isRelayReached: async () => false,
        snapshot: withoutRelay,
        keys: () => ({ ...healthyExaminedMachine().keys(), members: new Map([['jon', 'other']]) }),
      },
    ],
    ['doctor.invite-limited', { checkInviting: async () => invitingFacts.house }],
    ['doctor.invite-limited', { checkInviting: async () => invitingFacts.keptOut }],
    ['doctor.invite-limited', { checkInviting: async () => invitingFacts.someIpv6 }],
    ['peer.away', { snapshot: () => inParty({ state: 'away' }) }],
    [
      'peer.handshake-timeout',
      {
        snapshot: () => inParty({ state: 'securing', handshakeAgeMs: null, connectMs: null }),
        echoes: echoes(nothing),
      },
    ],
    [
      'doctor.peer-silent',
      { snapshot: () => inParty({ state: 'lost', handshakeAgeMs: null }), echoes: echoes(nothing) },
    ],
    [
      'doctor.peer-missing',
      { keys: () => ({ ...healthyExaminedMachine().keys(), members: new Map([['jon', 'other']]) }) },
    ],
    ['doctor.echo-filtered', { echoes: echoes(silent) }],
    [
      'doctor.peer-silent',
      { echoes: echoes(silent), ping: async (to) => (to === '192.168.1.1' ? goodLatency : silent) },
    ],
    [
      'doctor.both-symmetric',
      { snapshot: () => inParty({ path: 'relay', relayedReason: 'both-sides-port-dependent' }) },
    ],
    ['doctor.latency-direct', { echoes: echoes({ ...goodLatency, medianMs: 260 }) }],
    [
      'doctor.latency-relayed',
      {
        echoes: echoes({ ...goodLatency, medianMs: 260 }),
        snapshot: () => inParty({ path: 'relay' }),
      },
    ],
    ['doctor.loss', { figures: () => ({ ...lossy, lossPattern: 'random' }) }],
    ['doctor.loss-bursts', { figures: () => ({ ...lossy, longestBurst: 6, lossPattern: 'burst' }) }],
    ['doctor.jitter', { echoes: echoes({ ...goodLatency, jitterMs: 40 }) }],
    ['doctor.mtu', { tunnelMtu: async () => 1280 }],
    ['doctor.firewall-here', { inbound: async () => ({ there: 'open', here: 'shut' }) }],
    ['doctor.firewall-there', { inbound: async () => ({ there: 'shut', here: 'unknown' }) }],
  ])('finds %s, and no other cause', async (code, overrides) => {
    expect(causes(await examine(overrides))).toEqual([code]);
  });

  it('hides what depends on something that failed, instead of blaming everything', async () => {
    const findings = await examine({
      environment: async () => fail(fault('helper.refused', {})),
      echoes: echoes(silent),
    });
    const hidden = findings.filter(({ status }) => status === 'hidden').map(({ check }) => check);
    expect(hidden).toEqual(expect.arrayContaining(['interface', 'port', 'peer-handshake', 'peer-echo']));
    expect(causes(findings)).toEqual(['helper.refused']);
  });

  it('says of each check that could not be made that it was not', async () => {
    const findings = await examine({
      tunnelMtu: async () => null,
      figures: () => null,
      echoes: echoes({ ...goodLatency, medianMs: null, jitterMs: null }),
      inbound: async () => ({ there: 'closed', here: 'unknown' }),
      nat: async () => ({
        ...goodNat,
        mapping: 'unknown',
        udp: 'unknown',
        servers: [{ server: 'stun.example.org:3478', outcome: 'no-answer' }],
      }),
    });
    const unmade = findings.filter(({ status }) => status === 'skipped').map(({ check }) => check);
    expect(new Set(unmade)).toEqual(new Set(['udp', 'nat', 'latency', 'loss', 'jitter', 'mtu', 'inbound']));
    expect(causes(findings)).toEqual([]);
  });

  it('does not blame a resolver for a server that runs on this very computer', async () => {
    const findings = await examine({
      resolve: async () => ({ name: 'play.lan', ms: 2, reason: null, address: '127.0.0.1' }),
    });
    expect(causes(findings)).toEqual([]);
  });

  it('offers to open a firewall only where the helper can', async () => {
    const inbound = async () => ({ there: 'open', here: 'shut' }) as const;
    const remedyOf = async (canOpen: boolean) =>
      (await examine({ inbound, firewall: async () => ({ command: '', canOpen }) })).find(
        ({ cause }) => cause?.code === 'doctor.firewall-here',
      )?.remedy;
    expect(await remedyOf(true)).toBe('open-firewall');
    expect(await remedyOf(false)).toBe(null);
  });

  it('takes one member that gets in for proof that ours lets members in', async () => {
    const { party } = inParty();
    const [jon] = party?.peers ?? [];
    const kim = { ...jon, id: 'kim', name: 'Kim', address: '10.66.0.3' };
    const findings = await examine({
      snapshot: () => ({ ...inParty(), party: party && { ...party, peers: [jon, kim] } }) as Snapshot,
      keys: () => {
        const { own, members } = healthyExaminedMachine().keys();
        return { own, members: new Map([...members, ['kim', members.get('jon') ?? '']]) };
      },
      echoes: async () =>
        new Map([
          ['jon', goodLatency],
          ['kim', goodLatency],
        ]),
      inbound: async (address) => ({ there: 'open', here: address === kim.address ? 'open' : 'shut' }),
    });
    expect(causes(findings)).toEqual([]);
  });

  it('leaves a check that hangs after a while, and says so', async () => {
    const findings = await examine({ reachControl: () => new Promise(() => undefined) });
    expect(causes(findings)).toEqual(['doctor.check-overdue']);
  });

  it('runs only what was asked for and what that needs', () => {
    expect(selectChecks(['interface']).map(({ id }) => id)).toEqual(['installed', 'privileges', 'interface']);
    expect(selectChecks(['mtu']).map(({ id }) => id)).toContain('peer-handshake');
  });

  it('goes from what is installed over rights and a first command to latency, and from there to the network', () => {
    // “Command test” of the source document: WireGuard’s own view of the device.
    const order = ['installed', 'privileges', 'interface', 'internet', 'peer-handshake', 'latency', 'mtu'];
    const shown = checkIds.filter((id) => order.includes(id));
    expect(shown).toEqual(order);
  });

  it.each<[FaultCode, FaultCode, Partial<ExaminedMachine>]>([
    [
      'doctor.no-internet',
      'doctor.peer-silent',
      { reachesInternet: async () => false, echoes: echoes(silent) },
    ],
    [
      'doctor.udp-blocked',
      'peer.handshake-timeout',
      {
        nat: async () => ({ ...goodNat, udp: 'blocked' }),
        snapshot: () => inParty({ state: 'securing', path: 'relay', handshakeAgeMs: null, connectMs: null }),
        echoes: echoes(nothing),
      },
    ],
    [
      'relay.unreachable',
      'doctor.clock-set-back',
      {
        clockSetBackMs: () => 7_200_000,
        snapshot: withoutRelay,
        askRelays: async () => [{ endpoint: '203.0.113.10:3478', ms: null }],
      },
    ],
    [
      'doctor.clock-set-back',
      'doctor.peer-missing',
      {
        clockSetBackMs: () => 7_200_000,
        snapshot: () => withoutRelay({ state: 'reaching', path: 'relay', handshakeAgeMs: null }),
        keys: () => ({ ...healthyExaminedMachine().keys(), members: new Map([['jon', 'other']]) }),
        echoes: echoes(nothing),
      },
    ],
    [
      'doctor.home-loss',
      'doctor.loss',
      { ping: async () => lossy, figures: () => ({ ...lossy, lossPattern: 'random' }) },
    ],
    [
      'doctor.peer-missing',
      'doctor.loss-bursts',
      {
        keys: () => ({ ...healthyExaminedMachine().keys(), members: new Map([['jon', 'other']]) }),
        figures: () => ({ ...lossy, longestBurst: 6, lossPattern: 'burst' }),
      },
    ],
    [
      'doctor.dns-dead',
      'control.unreachable',
      {
        resolve: async () => ({ name: 'play.example.org', ms: null, reason: 'no-answer' }),
        reachControl: async () => ({ server: 'ws://play.example.org', ms: null }),
      },
    ],
  ])('with %s known, does not say %s as well', async (root, _consequence, overrides) => {
    expect(causes(await examine(overrides))).toEqual([root]);
  });

  it.each([
    [66, 0.99, 223, false],
    [66, 0.99, 30, true],
    [40, 0.99, 5, false],
    [66, 0.5, 223, false],
    [66, 0.5, 15, true],
  ])(
    'of %d ms of jitter at %d of the processor and %d ms late is sure: %s',
    async (jitterMs, cpuRatio, lateMs, sure) => {
      const load = async () => ({ cpuRatio, lateMs });
      const findings = await examine({ echoes: echoes({ ...goodLatency, jitterMs }), load });
      const found = findings.find(({ cause }) => cause?.code === 'doctor.jitter');
      expect((found?.confidence ?? 0) >= 0.5).toBe(sure);
    },
  );

  it('lets a tool be broken that nobody needs, and goes on', async () => {
    const broken = { reason: 'tool-exits', program: 'wg', exitCode: 1 } as const;
    const harmless = await examine({ tryTool: async () => broken });
    expect(harmless.filter(({ status }) => status !== 'ok')).toMatchObject([
      { check: 'installed', status: 'warning', cause: { code: 'tunnel.wireguard-broken' } },
    ]);
    const harmful = await examine({ tryTool: async () => broken, needsTool: async () => true });
    expect(harmful.find(({ check }) => check === 'installed')?.status).toBe('failed');
  });

  it('finds nothing in a clock that was set back while the relay takes us', async () => {
    expect(causes(await examine({ clockSetBackMs: () => 7_200_000 }))).toEqual([]);
  });

  it('lets a relay be silent while another one serves', async () => {
    const findings = await examine({
      askRelays: async () => [
        { endpoint: '203.0.113.10:3478', ms: null },
        { endpoint: '203.0.113.11:3478', ms: 24 },
      ],
    });
    expect(findings.find(({ check }) => check === 'relay')).toMatchObject({
      status: 'ok',
      measured: { code: 'another-relay', ms: 24 },
    });
  });

  const unheard = async (): Promise<NatReport> => ({
    ...goodNat,
    mapping: 'unknown',
    filtering: 'unknown',
    udp: 'unknown',
    captivePortal: 'unknown',
    servers: ['a', 'b', 'c', 'd'].map((server) => ({ server, outcome: 'no-answer' })),
  });

  it('does not call fine what no server has answered, and says that it could not be checked', async () => {
    const findings = await examine({ nat: unheard });
    const said = findings
      .filter(({ check }) => check === 'udp' || check === 'nat')
      .map(({ check, status, measured }) => [check, status, measured && sayReading(measured, 'en')]);
    expect(said).toEqual([
      ['udp', 'skipped', '0 of 4 servers answered'],
      ['nat', 'skipped', 'mapping not known, filtering not known'],
    ]);
  });

  it('blames a network that lets no UDP out where the relay answers over TCP alone', async () => {
    const { party, ...rest } = inParty();
    const relay = { endpoint: '203.0.113.10:3478', reached: true, transport: 'tcp' } as const;
    const snapshot = () => ({ ...rest, party: party && { ...party, relay } });
    expect(causes(await examine({ nat: unheard, snapshot }))).toEqual(['doctor.udp-blocked']);
  });

  it('advises differently for a long way on a direct path and over a relay', () => {
    const args = { peer: 'Jon', latencyMs: 260 };
    const direct = explain(fault('doctor.latency-direct', args));
    const relayed = explain(fault('doctor.latency-relayed', args));
    expect(direct.text).toMatch(/distance|busy line/);
    expect(relayed.text).toMatch(/relay nearer|UPnP/);
  });

  it('says of every ill check what was measured or what is wrong, how sure it is, and what to do', async () => {
    const findings = await examine({ echoes: echoes({ ...goodLatency, medianMs: 260, jitterMs: 40 }) });
    const ill = findings.filter(({ status }) => status !== 'ok');
    expect(ill.map(({ check }) => check)).toEqual(['latency', 'jitter']);
    for (const { cause, measured, expected, confidence } of ill) {
      expect(measured && sayReading(measured, 'en')).toMatch(/\d/);
      expect(expected && sayReading(expected, 'en')).toMatch(/\d/);
      expect(confidence).toBeGreaterThan(0);
      expect(cause && explain(cause).text).toBeTruthy();
    }
  });

  const slow = echoes({ ...goodLatency, medianMs: 260 });
  const uneven = echoes({ ...goodLatency, jitterMs: 40 });
  const unconnected = () => inParty({ state: 'securing', handshakeAgeMs: null });
  it.each<[string, Partial<ExaminedMachine>, string, string]>([
    ['latency', { echoes: slow }, '260 ms, poor', 'up to 120 ms'],
    ['jitter', { echoes: uneven }, '40 ms, poor', 'up to 25 ms'],
    [
      'loss',
      { figures: () => ({ ...lossy, lossPattern: 'random' }) },
      `10 % of ${lossy.sent}, poor`,
      'up to 2 %',
    ],
    ['peer-handshake', { snapshot: unconnected, echoes: echoes(nothing) }, 'none so far', 'within 3 min'],
    ['mtu', { tunnelMtu: async () => 1280 }, '1280 bytes', '1420 bytes'],
  ])(
    'tells of bad %s what was measured beside what was expected',
    async (check, overrides, measured, expected) => {
      const ill = (await examine(overrides)).find((one) => one.check === check && one.status !== 'ok');
      const said = [ill?.measured, ill?.expected].map((one) => one && sayReading(one, 'en'));
      expect(said.map((text) => text?.replaceAll('\u00a0', ' '))).toEqual([measured, expected]);
    },
  );
});

describe('a run', () => {
  function doctorOf(overrides: Partial<ExaminedMachine> = {}, carryOut = async () => ok(undefined)) {
    const heard: DoctorProgress[] = [];
    const ended = Promise.withResolvers<void>();
    const doctor = new Doctor({
      examined: healthyExaminedMachine(overrides),
      carryOut,
      now: () => performance.now(),
      wait: async () => undefined,
      onProgress: (progress) => {
        heard.push(progress);
        if (progress.kind === 'finished') ended.resolve();
      },
    });
    return { doctor, heard, ended: ended.promise };
  }

  it('streams what it finds, and ends with how long it took', async () => {
    const { doctor, heard, ended } = doctorOf();
    const run = doctor.start();
    await ended;
    expect(heard.every((progress) => progress.run === run)).toBe(true);
    expect(heard.filter(({ kind }) => kind === 'started')).toHaveLength(checkIds.length);
    expect(heard.at(-1)).toMatchObject({ kind: 'finished', stopped: false });
    expect(new Set(doctor.findings.map(({ check }) => check)).size).toBe(checkIds.length);
  });

  it('can be stopped, and tells nothing after that', async () => {
    const { doctor, heard, ended } = doctorOf({ nat: () => new Promise(() => undefined) });
    doctor.start();
    setTimeout(() => doctor.stop(), 20);
    await ended;
    expect(heard.at(-1)).toMatchObject({ kind: 'finished', stopped: true });
    expect(heard.some((progress) => progress.kind === 'found' && progress.finding.check === 'udp')).toBe(
      false,
    );
  });

  it('carries a remedy out and proves it by the same check', async () => {
    let mtu = 1280;
    const { doctor, ended } = doctorOf({ tunnelMtu: async () => mtu }, async () => {
      mtu = 1420;
      return ok(undefined);
    });
    doctor.start();
    await ended;
    const outcome = await doctor.apply({ check: 'mtu', peer: 'jon', remedy: 'lower-mtu' });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        before: { status: 'warning', measured: { code: 'packet', bytes: 1280 } },
        after: { status: 'ok', measured: { code: 'packet', bytes: 1420 } },
      },
    });
    expect(doctor.findings.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('refuses a remedy that no finding asks for', async () => {
    const { doctor, ended } = doctorOf();
    doctor.start();
    await ended;
    const outcome = await doctor.apply({ check: 'mtu', peer: 'jon', remedy: 'remove-stale-interface' });
    expect(outcome).toEqual(fail(fault('doctor.remedy-unfit', { remedy: 'remove-stale-interface' })));
  });
});

describe('whether friends can reach the party', () => {
  it.each([
    ['ok', invitingFacts.anywhere],
    ['ok', invitingFacts.most],
    ['ok', invitingFacts.server],
    ['warning', invitingFacts.house],
    ['skipped', invitingFacts.probably],
    ['skipped', invitingFacts.unknown],
    ['skipped', invitingFacts.silent],
  ] as const)('is %s for what is known', async (status, facts) => {
    const [found] = (await examine({ checkInviting: async () => facts })).filter(
      ({ check }) => check === 'inviting',
    );
    expect(found?.status).toBe(status);
  });
});
