import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { type DiscoveryOptions, discoverBehaviour } from '../../../../main/engine/nat/discover-behaviour.ts';
import type { Outside } from '../../../../main/engine/nat/outside.ts';
import { formatEndpoint } from '../../../../shared/address.ts';
import type { NatReport } from '../../../../shared/model/nat-report.ts';
import { natReportSchema } from '../../../../shared/model/nat-report.ts';
import {
  LOCAL_PORT,
  PUBLIC_ADDRESS,
  SimulatedInternet,
  type SimulatedServer,
  type World,
} from './simulated-internet.ts';

const BEHAVIOURS = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'] as const;
const TWO_ADDRESSES = {
  address: '203.0.113.10',
  port: 3478,
  other: { address: '203.0.113.11', port: 3479 },
} as const;
const NEAR = { address: TWO_ADDRESSES.address, port: TWO_ADDRESSES.other.port };
const PLAIN = { address: '192.0.2.50', port: 19_302 };
const HOME: World = {
  nat: {
    mapping: 'endpoint-independent',
    filtering: 'address-and-port-dependent',
    hairpinning: false,
    keepsPorts: true,
  },
  servers: [TWO_ADDRESSES, PLAIN],
  delayMs: 10,
  loses: () => false,
};

async function discover(
  world: Partial<World>,
  asked: Partial<DiscoveryOptions> = {},
  outside: Partial<Outside> = {},
): Promise<{ report: NatReport; tookMs: number; sent: number }> {
  const internet = new SimulatedInternet({ ...HOME, ...world });
  const options = {
    servers: (world.servers ?? HOME.servers).map(formatEndpoint),
    outside: internet.outside(outside),
    localPort: LOCAL_PORT,
    budgetMs: 5_000,
    clock: internet.clock,
    random: internet.random,
    log: createLog({ level: 'error', sinks: [] }),
    ...asked,
  };
  const report = await internet.settle(discoverBehaviour(options));
  return { report: natReportSchema.parse(report), tookMs: internet.clock.now(), sent: internet.sent };
}

const nat = fc.record({
  mapping: fc.constantFrom(...BEHAVIOURS),
  filtering: fc.constantFrom(...BEHAVIOURS),
  hairpinning: fc.boolean(),
  keepsPorts: fc.boolean(),
});

describe('behaviour discovery with a server that has two addresses', () => {
  it('finds every NAT to be what it is, within a second and a half', async () => {
    await fc.assert(
      fc.asyncProperty(nat, async (behaviour) => {
        const { report, tookMs, sent } = await discover({ nat: behaviour });
        expect(report).toMatchObject({
          mapping: behaviour.mapping,
          filtering: behaviour.filtering,
          udp: 'works',
          captivePortal: 'no',
          publicAddress: PUBLIC_ADDRESS,
        });
        const kept = behaviour.mapping === 'endpoint-independent' && behaviour.keepsPorts;
        expect(report.portPreserved).toBe(kept ? 'yes' : 'no');
        if (behaviour.mapping === 'endpoint-independent') {
          expect(report.hairpinning).toBe(behaviour.hairpinning ? 'yes' : 'no');
        }
        expect(tookMs).toBeLessThan(1_500);
        expect(sent).toBeLessThan(40);
      }),
    );
  });

  it('loses little to loss: what is said stays true, and mostly everything is said', async () => {
    let told = 0;
    const runs = 300;
    await fc.assert(
      fc.asyncProperty(nat, fc.integer({ min: 1, max: 2 ** 31 }), async (behaviour, seed) => {
        const { report } = await discover({ nat: behaviour, loses: losing(0.1, seed) });
        expect(['unknown', 'dependent', behaviour.mapping]).toContain(report.mapping);
        if (report.mapping === 'dependent') expect(behaviour.mapping).not.toBe('endpoint-independent');
        if (report.mapping === behaviour.mapping && report.filtering === behaviour.filtering) told++;
      }),
      { numRuns: runs },
    );
    expect(told / runs).toBeGreaterThan(0.9);
  });
});

describe('behaviour discovery with servers that keep no promise', () => {
  const server = fc.record({
    changeRequests: fc.constantFrom('honours', 'ignores', 'drops', 'refuses'),
    dead: fc.subarray([TWO_ADDRESSES.other, NEAR, { ...TWO_ADDRESSES.other, port: TWO_ADDRESSES.port }]),
  });

  it('never calls a NAT with one mapping for all anything but that, nor its filter tighter than it is', async () => {
    await fc.assert(
      fc.asyncProperty(nat, server, fc.boolean(), async (behaviour, broken, alone) => {
        const servers: SimulatedServer[] = [{ ...TWO_ADDRESSES, ...broken } as SimulatedServer];
        if (!alone) servers.push(PLAIN);
        const { report } = await discover({
          nat: { ...behaviour, mapping: 'endpoint-independent' },
          servers,
        });
        expect(['unknown', 'endpoint-independent']).toContain(report.mapping);
        expect(['unknown', behaviour.filtering]).toContain(report.filtering);
      }),
    );
  });

  it.each(['ignores', 'drops', 'refuses'] as const)(
    'does not know the filter when the server %s change requests',
    async (changeRequests) => {
      const { report } = await discover({ servers: [{ ...TWO_ADDRESSES, changeRequests }, PLAIN] });
      expect(report).toMatchObject({ mapping: 'endpoint-independent', filtering: 'unknown' });
    },
  );
});

describe('behaviour discovery with plain servers', () => {
  const OTHER_PLAIN = { address: '192.0.2.60', port: 3478 };

  it.each([
    ['endpoint-independent', 'endpoint-independent'],
    ['address-dependent', 'dependent'],
    ['address-and-port-dependent', 'dependent'],
  ] as const)('calls the mapping of an %s NAT %s, as two of them saw it', async (mapping, found) => {
    const { report } = await discover({ nat: { ...HOME.nat, mapping }, servers: [PLAIN, OTHER_PLAIN] });
    expect(report).toMatchObject({ mapping: found, filtering: 'unknown', publicAddress: PUBLIC_ADDRESS });
  });

  it('knows nothing of the mapping from one of them', async () => {
    const { report } = await discover({ servers: [PLAIN] });
    expect(report).toMatchObject({
      mapping: 'unknown',
      filtering: 'unknown',
      udp: 'works',
      hairpinning: 'unknown',
    });
  });

  it('goes on without one that is down', async () => {
    const { report, tookMs } = await discover(
      { servers: [PLAIN, OTHER_PLAIN] },
      {
        servers: [formatEndpoint(PLAIN), '192.0.2.99:3478', formatEndpoint(OTHER_PLAIN)],
      },
    );
    expect(report.mapping).toBe('endpoint-independent');
    expect(report.servers.map(({ outcome }) => outcome)).toEqual(['answered', 'no-answer', 'answered']);
    expect(tookMs).toBeLessThan(5_000);
  });

  it('asks four servers at most', async () => {
    const { report } = await discover({}, { servers: Array(9).fill(formatEndpoint(PLAIN)) });
    expect(report.servers).toHaveLength(4);
  });
});

describe('behaviour discovery where nobody answers', () => {
  const servers = ['192.0.2.98:3478', '192.0.2.99:3478'];
  const tcpServer = { host: '192.0.2.1', port: 8667 };
  const connects = async (): Promise<boolean> => true;

  it('calls UDP blocked only if two servers are silent and TCP works', async () => {
    const udpOf = async (asked: Partial<DiscoveryOptions>, tools: Partial<Outside>) =>
      (await discover({}, { servers, ...asked }, tools)).report.udp;
    expect(await udpOf({ tcpServer }, { connects })).toBe('blocked');
    expect(await udpOf({ tcpServer }, {})).toBe('unknown');
    expect(await udpOf({}, { connects })).toBe('unknown');
    expect(await udpOf({ tcpServer, servers: servers.slice(0, 1) }, { connects })).toBe('unknown');
    expect(await udpOf({ tcpServer, budgetMs: 1_000 }, { connects })).toBe('unknown');
    const sameAddress = async (): Promise<string> => '192.0.2.98';
    expect(await udpOf({ tcpServer }, { connects, lookup: sameAddress })).toBe('unknown');
  });

  it.each(['yes', 'no', 'unknown'] as const)('asks for a portal: %s', async (portal) => {
    const tools = { looksLikePortal: async () => portal };
    const portalCheckUrl = 'http://192.0.2.1/';
    expect((await discover({}, { servers, portalCheckUrl }, tools)).report.captivePortal).toBe(portal);
    expect((await discover({}, { servers }, tools)).report.captivePortal).toBe('unknown');
  });

  it.each([1, 500, 3_000, 10_000, 60_000])('settles within a budget of %d ms', async (budgetMs) => {
    const { tookMs } = await discover({}, { servers, budgetMs });
    expect(tookMs).toBeLessThanOrEqual(Math.min(10_000, Math.max(500, budgetMs)));
  });

  it('settles within its budget although names are never resolved, and says so', async () => {
    const { report, tookMs } = await discover(
      {},
      { servers: ['stun.example:3478'] },
      { lookup: () => new Promise(() => undefined) },
    );
    expect(report.servers).toEqual([{ server: 'stun.example:3478', outcome: 'dns', reason: 'timed-out' }]);
    expect(tookMs).toBeLessThanOrEqual(5_000);
  });

  it('names what the resolver and the system refuse', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    const unresolved = await discover({}, { servers: ['stun.example:3478', 'nonsense'] }, { lookup });
    expect(unresolved.report.servers).toEqual([
      { server: 'stun.example:3478', outcome: 'dns', reason: 'ENOTFOUND' },
      { server: 'nonsense', outcome: 'dns', reason: 'malformed' },
    ]);
    const openUdp = async () => ({ error: 'EADDRINUSE' });
    const { report } = await discover({}, { servers: ['192.0.2.1:3478'] }, { openUdp });
    expect(report).toMatchObject({
      mapping: 'unknown',
      udp: 'unknown',
      servers: [{ server: '192.0.2.1:3478', outcome: 'error', reason: 'EADDRINUSE' }],
    });
  });

  it('tells a server that could not be sent to from one that is silent', async () => {
    const refused = new Map([['192.0.2.98', 'ENETUNREACH']]);
    const { report } = await discover({ refused }, { servers });
    expect(report.servers).toEqual([
      { server: servers[0], outcome: 'error', reason: 'ENETUNREACH' },
      { server: servers[1], outcome: 'no-answer' },
    ]);
  });

  it('knows nothing when there is nobody to ask', async () => {
    const { report, tookMs } = await discover({}, { servers: [] });
    expect(report).toMatchObject({ mapping: 'unknown', udp: 'unknown', servers: [] });
    expect(tookMs).toBe(0);
  });
});

/** Loses datagrams at random, always the same ones for one seed. */
function losing(ratio: number, seed: number): () => boolean {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < ratio;
  };
}
