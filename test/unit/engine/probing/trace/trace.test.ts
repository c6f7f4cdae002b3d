import { describe, expect, test } from 'vitest';
import type { Echoer, EchoOutcome } from '../../../../../main/engine/probing/icmp/pinger.ts';
import { readEcho } from '../../../../../main/engine/probing/system/ping-echo.ts';
import { discoverPathMtu } from '../../../../../main/engine/probing/trace/path-mtu.ts';
import { type TracedHop, traceroute } from '../../../../../main/engine/probing/trace/traceroute.ts';

const TARGET = '192.0.2.9';
const signal = new AbortController().signal;
const delay = () => Promise.resolve();
const reply: EchoOutcome = { kind: 'reply', rttMs: 9, ttl: 60, from: TARGET };
const lost: EchoOutcome = { kind: 'timeout' };
const expired = (from: string, rttMs = 3): EchoOutcome => ({
  kind: 'trouble',
  rttMs,
  from,
  trouble: { what: 'time-exceeded', code: 0, mtu: null },
});

describe('traceroute', () => {
  const routers = ['10.0.0.1', null, '10.0.0.3'];
  const echo: Echoer = async ({ ttl = 64 }) => {
    if (ttl > routers.length) return reply;
    const router = routers[ttl - 1];
    return router ? expired(router, ttl) : lost;
  };

  test('each hop comes in its order with its times; a silent one is a hop, too', async () => {
    const heard: TracedHop[] = [];
    const trace = await traceroute({
      echo,
      to: TARGET,
      maxHops: 30,
      signal,
      delay,
      onHop: (hop) => heard.push(hop),
    });
    expect(trace.reached).toBe(true);
    expect(trace.hops.map(({ ttl, address, answered }) => [ttl, address, answered])).toEqual([
      [1, '10.0.0.1', 3],
      [2, null, 0],
      [3, '10.0.0.3', 3],
      [4, TARGET, 3],
    ]);
    expect(trace.hops[1]?.rttsMs).toEqual([null, null, null]);
    expect(heard).toEqual(trace.hops);
  });

  test('it ends at the last hop that was asked for, and where somebody refuses', async () => {
    expect(await traceroute({ echo, to: TARGET, maxHops: 2, signal, delay })).toMatchObject({
      reached: false,
    });
    const refusing: Echoer = async ({ ttl = 64 }) =>
      ttl === 1
        ? expired('10.0.0.1')
        : {
            kind: 'trouble',
            rttMs: 4,
            from: '10.0.0.2',
            trouble: { what: 'unreachable', code: 13, mtu: null },
          };
    const trace = await traceroute({ echo: refusing, to: TARGET, maxHops: 30, signal, delay });
    expect(trace.hops.map(({ address }) => address)).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(trace.reached).toBe(false);
  });

  test('it asks no further where this machine lets nothing be asked, and tells no hop', async () => {
    const output = 'ping: permission denied (are you root?)\n';
    const heard: TracedHop[] = [];
    const denied: Echoer = async () => readEcho(output, TARGET, 'linux');
    const onHop = (hop: TracedHop): void => void heard.push(hop);
    expect(await traceroute({ echo: denied, to: TARGET, maxHops: 30, signal, delay, onHop })).toEqual({
      reached: false,
      hops: [],
      denied: 'ping: permission denied (are you root?)',
    });
    expect(heard).toEqual([]);
  });

  test('a way that forks shows all who answered', async () => {
    let count = 0;
    const forked: Echoer = async ({ ttl = 64 }) =>
      ttl === 1 ? expired(`10.0.0.${(count++ % 2) + 1}`) : reply;
    const { hops } = await traceroute({ echo: forked, to: TARGET, maxHops: 5, signal, delay });
    expect(hops[0]).toMatchObject({ address: '10.0.0.1', alsoAt: ['10.0.0.2'] });
  });

  test('called off, it gives what it has', async () => {
    const ended = new AbortController();
    const silent: Echoer = async () => {
      ended.abort();
      return lost;
    };
    const trace = await traceroute({ echo: silent, to: TARGET, maxHops: 64, signal: ended.signal, delay });
    expect(trace.hops).toHaveLength(5);
  });
});

describe('path MTU', () => {
  /** A path that bears packets up to `mtu`, behind an interface that bears `own`. */
  function path(mtu: number, { own = 1_500, tells = true } = {}): { echo: Echoer; sent: number[] } {
    const sent: number[] = [];
    const tooBig = (limit: number | null, from: string | null): EchoOutcome => ({
      kind: 'trouble',
      rttMs: 1,
      from,
      trouble: { what: 'too-big', code: 4, mtu: limit },
    });
    const echo: Echoer = async ({ payloadBytes = 0, dontFragment }) => {
      const bytes = 28 + payloadBytes;
      sent.push(bytes);
      if (!dontFragment) throw new Error('it may be fragmented');
      if (bytes > own) return tooBig(null, null);
      if (bytes > mtu) return tells ? tooBig(mtu, '10.0.0.1') : lost;
      return reply;
    };
    return { echo, sent };
  }
  const discover = ({ echo }: { echo: Echoer }) => discoverPathMtu({ echo, to: TARGET, family: 4, signal });

  test.each([576, 1_280, 1_300, 1_420, 1_492, 1_499])(
    '%d is found by the router’s own word in few packets',
    async (mtu) => {
      const way = path(mtu);
      expect(await discover(way)).toEqual({ mtu, limitedBy: '10.0.0.1', blackHole: false });
      expect(way.sent.length).toBeLessThan(6);
    },
  );

  test('the own interface is the limit where the path bears more', async () => {
    expect(await discover(path(9_000))).toEqual({ mtu: 1_500, limitedBy: null, blackHole: false });
    expect(await discover(path(9_000, { own: 9_000 }))).toMatchObject({ mtu: 9_000 });
  });

  test.each([68, 1_006, 1_300, 1_419, 1_499])('%d is found in a black hole by halving', async (mtu) => {
    const way = path(mtu, { tells: false });
    expect(await discover(way)).toMatchObject({ mtu, blackHole: true });
    expect(way.sent.length).toBeLessThan(45);
  });

  test('a lost packet is not taken for one that is too big', async () => {
    const way = path(1_400);
    let count = 0;
    const echo: Echoer = (probe) => (count++ % 3 === 1 ? Promise.resolve(lost) : way.echo(probe));
    expect(await discover({ echo })).toMatchObject({ mtu: 1_400, blackHole: false });
  });

  test('a router that lies about its MTU leads to no endless search', async () => {
    const way = path(1_400);
    const lying: Echoer = async (probe) => {
      const outcome = await way.echo(probe);
      if (outcome.kind !== 'trouble') return outcome;
      return { ...outcome, trouble: { ...outcome.trouble, mtu: 60_000 } };
    };
    expect(await discover({ echo: lying })).toMatchObject({ mtu: 1_400 });
  });

  test('a target that does not answer has none', async () => {
    expect(await discover({ echo: async () => lost })).toEqual({
      mtu: null,
      limitedBy: null,
      blackHole: false,
    });
  });
});

describe('the system’s ping as a single request', () => {
  test.each([
    [
      'linux',
      'From 10.9.1.1 icmp_seq=1 Time to live exceeded',
      { kind: 'trouble', from: '10.9.1.1', trouble: { what: 'time-exceeded' } },
    ],
    [
      'darwin',
      '92 bytes from 10.9.1.1: Time to live exceeded',
      { kind: 'trouble', from: '10.9.1.1', trouble: { what: 'time-exceeded' } },
    ],
    [
      'linux',
      'From 2001:db8::1 icmp_seq=1 Time exceeded: Hop limit',
      { kind: 'trouble', from: '2001:db8::1', trouble: { what: 'time-exceeded' } },
    ],
    [
      'linux',
      'From 10.9.1.1 icmp_seq=1 Frag needed and DF set (mtu = 1300)',
      { from: '10.9.1.1', trouble: { what: 'too-big', mtu: 1_300 } },
    ],
    [
      'linux',
      'From 2001:db8::1 icmp_seq=1 Packet too big: mtu=1300',
      { from: '2001:db8::1', trouble: { what: 'too-big', mtu: 1_300 } },
    ],
    [
      'linux',
      'ping: local error: message too long, mtu=1500',
      { from: null, trouble: { what: 'too-big', mtu: 1_500 } },
    ],
    ['darwin', 'ping: sendto: Message too long', { from: null, trouble: { what: 'too-big', mtu: null } }],
    [
      'linux',
      'From 10.9.1.1 icmp_seq=1 Packet filtered',
      { from: '10.9.1.1', trouble: { what: 'unreachable', code: 13 } },
    ],
    [
      'linux',
      '64 bytes from 192.0.2.9: icmp_seq=1 ttl=60 time=4.2 ms',
      { kind: 'reply', rttMs: 4.2, from: TARGET },
    ],
    [
      'win32',
      'Ping wird ausgeführt für 192.0.2.9 mit 32 Bytes Daten:\r\nAntwort von 10.9.1.1: Die Gültigkeitsdauer wurde überschritten.',
      { from: '10.9.1.1', trouble: { what: 'time-exceeded' } },
    ],
    [
      'win32',
      'Pinging 192.0.2.9 with 32 bytes of data:\r\nRequest timed out.\r\nPing statistics for 192.0.2.9:',
      { kind: 'timeout' },
    ],
    ['linux', 'nonsense', { kind: 'timeout' }],
  ] as const)('%s: %s', (platform, output, expected) => {
    expect(readEcho(output, TARGET, platform)).toMatchObject(expected);
  });
});
