import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../../../main/base/clock.ts';
import { createLog } from '../../../../../main/base/log/create-log.ts';
import type { RouterPorts } from '../../../../../main/engine/nat/port-mapping/mapper.ts';
import { decodeAddress, decodePortMap } from '../../../../../main/engine/nat/port-mapping/nat-pmp-message.ts';
import { openPortMapping } from '../../../../../main/engine/nat/port-mapping/open-port-mapping.ts';
import {
  decodeAnnounce,
  decodeMap,
  deniesPcp,
  encodeAnnounce,
  encodeMap,
  type MapRequest,
} from '../../../../../main/engine/nat/port-mapping/pcp-message.ts';
import { findWanServices } from '../../../../../main/engine/nat/port-mapping/upnp/description.ts';
import { routerUrl } from '../../../../../main/engine/nat/port-mapping/upnp/router-http.ts';
import { parseAnswer } from '../../../../../main/engine/nat/port-mapping/upnp/soap.ts';
import { parseLocation } from '../../../../../main/engine/nat/port-mapping/upnp/ssdp.ts';
import { type Behaviour, GATEWAY, LoopbackRouter } from './loopback-router.ts';

const PORT = 51_820;
/** Loopback is quick; so is whoever gives up on it. */
const SPEED = 8;
const clock: Clock = {
  ...systemClock,
  after: (ms, callback) => systemClock.after(ms / SPEED, callback),
};
const map: MapRequest = {
  clientAddress: GATEWAY,
  nonce: new Uint8Array(12),
  transport: 'udp',
  internalPort: PORT,
  external: { address: '0.0.0.0', port: 0 },
  lifetimeSeconds: 60,
};
const natPmpMap = { transport: 'udp', internalPort: PORT, externalPort: 0, lifetimeSeconds: 60 } as const;
const place = new URL('http://192.168.1.1:80/root.xml');
const description =
  '<?xml version="1.0"?><root><URLBase>http://192.168.1.1/</URLBase><device><service>' +
  '<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>/c</controlURL></service></device></root>';
/** Everything that reads what a router sent, with messages to begin from. */
const readers: readonly { samples: readonly string[]; read: (bytes: Buffer) => unknown }[] = [
  { samples: [latin1(answerOf(encodeMap(map)))], read: (bytes) => decodeMap(bytes, map) },
  {
    samples: [latin1(answerOf(encodeAnnounce(GATEWAY)))],
    read: (bytes) => [decodeAnnounce(bytes), deniesPcp(bytes)],
  },
  {
    samples: ['\0\x80\0\0\0\0\0\x01\x2d\x0d\0\x01', `\0\x81\0\0\0\0\0\x01${'\xca\x6c'.repeat(2)}\0\0\0\x3c`],
    read: (bytes) => [decodeAddress(bytes), decodePortMap(bytes, natPmpMap)],
  },
  {
    samples: [`HTTP/1.1 200 OK\r\nLOCATION: ${place}\r\n\r\n`],
    read: (bytes) => parseLocation(bytes.toString('latin1')),
  },
  { samples: [place.href, '/c'], read: (bytes) => routerUrl(bytes.toString(), '192.168.1.1', place) },
  { samples: [description], read: (bytes) => findWanServices(bytes.toString(), place, '192.168.1.1') },
  {
    samples: [
      '<s:Body><AResponse><X>1</X></AResponse></s:Body>',
      '<UPnPError><errorCode>718</errorCode></UPnPError>',
    ],
    read: (bytes) => parseAnswer(200, bytes.toString(), 'A'),
  },
];
const routers: LoopbackRouter[] = [];

afterEach(() => {
  for (const router of routers.splice(0)) router.close();
});

function answerOf(request: Uint8Array): Buffer {
  const answer = Buffer.from(request);
  answer[1] = 0x80 | (answer[1] ?? 0);
  return answer;
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function openAt(ports: RouterPorts) {
  return openPortMapping({
    internalPort: PORT,
    description: 'LANrage',
    leaseSeconds: 3_600,
    clock,
    random: (count) => randomBytes(count),
    log: createLog({ level: 'error', sinks: [] }),
    gateway: GATEWAY,
    ports,
  });
}

async function open(behaviour: Behaviour) {
  const router = new LoopbackRouter(behaviour);
  routers.push(router);
  return { router, opened: await openAt(await router.open()) };
}

async function openWell(behaviour: Behaviour) {
  const { router, opened } = await open(behaviour);
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  return { router, mapping: opened.value };
}

describe('opening a port', () => {
  it.each([
    ['pcp', { pcp: true, natPmp: true, upnp: 2 }],
    ['nat-pmp', { natPmp: true, upnp: 2 }],
    ['upnp', { upnp: 2 }],
    ['upnp', { upnp: 1 }],
  ] as const)(
    'uses %s, the best of what the router speaks, alone, and removes it again',
    async (protocol, behaviour) => {
      const { router, mapping } = await openWell(behaviour);

      expect(mapping.protocol).toBe(protocol);
      expect(mapping.external).toBe(`45.13.0.9:${PORT}`);
      expect([...router.mappings]).toEqual([[PORT, { client: GATEWAY, port: PORT, leaseSeconds: 3_600 }]]);
      await mapping.close();
      expect(router.mappings.size).toBe(0);
    },
  );

  it('goes on with the next protocol when one refuses', async () => {
    const { mapping } = await openWell({ pcp: true, result: 8, upnp: 1 });
    expect(mapping.protocol).toBe('upnp');
    await mapping.close();
  });

  it('tells why the router refused', async () => {
    const { opened } = await open({ pcp: true, result: 2 });
    expect(opened).toMatchObject({
      ok: false,
      fault: { code: 'portmap.refused', args: { protocol: 'pcp', reason: 'not-authorised' } },
    });
  });

  it.each([{ pcp: true }, { natPmp: true }, { upnp: 1 }] as const)(
    'leaves nothing at a router that is behind another NAT (%j)',
    async (behaviour) => {
      const { router, opened } = await open({ ...behaviour, address: '100.64.7.7' });
      expect(opened).toMatchObject({
        ok: false,
        fault: { code: 'portmap.behind-another-nat', args: { address: '100.64.7.7' } },
      });
      expect(router.mappings.size).toBe(0);
    },
  );

  it('knows a router behind another NAT that refuses for it', async () => {
    const { opened } = await open({ pcp: true, result: 8, address: '10.1.2.3', upnp: 1 });
    expect(opened).toMatchObject({
      ok: false,
      fault: { code: 'portmap.behind-another-nat', args: { address: '10.1.2.3' } },
    });
  });

  it('finds no router where nobody listens', async () => {
    const { opened } = await open({});
    expect(opened).toMatchObject({ ok: false, fault: { code: 'portmap.none-found' } });
  });
});

describe('UPnP', () => {
  it.each([1, 2] as const)('takes another port when the first is somebody else’s (IGD %i)', async (upnp) => {
    const { router, mapping } = await openWell({ upnp, taken: [PORT] });
    expect(mapping.external).not.toBe(`45.13.0.9:${PORT}`);
    await mapping.close();
    expect([...router.mappings.keys()]).toEqual([PORT]);
  });

  it('leaves alone what was forwarded to this port by hand', async () => {
    const { router, mapping } = await openWell({ upnp: 1, byHand: PORT });
    expect(router.mappings.size).toBe(2);
    await mapping.close();
    expect([...router.mappings.keys()]).toEqual([PORT]);
  });

  it.each([725, 402] as const)('makes do with a permanent mapping (error %i)', async (noLeases) => {
    const { router, mapping } = await openWell({ upnp: 1, noLeases });
    expect(mapping.expiresAt).toBe(Number.POSITIVE_INFINITY);
    await mapping.close();
    expect(router.mappings.size).toBe(0);
  });

  it('does not believe a router that says yes and does nothing', async () => {
    const { opened } = await open({ upnp: 1, lies: true });
    expect(opened).toMatchObject({ ok: false, fault: { code: 'portmap.refused' } });
  });

  it('renews what is its own on the same port', async () => {
    const { router, mapping } = await openWell({ upnp: 2 });
    router.mappings.clear();
    await mapping.check();
    expect([...router.mappings.keys()]).toEqual([PORT]);
    await mapping.close();
  });
});

describe('a hostile home network', () => {
  it('cannot answer in the router’s place from another address', async () => {
    const liar = new LoopbackRouter({ pcp: true });
    routers.push(liar);
    const [router, other] = [createSocket('udp4'), createSocket('udp4')];
    await Promise.all([
      new Promise<void>((resolve) => router.bind(0, GATEWAY, resolve)),
      new Promise<void>((resolve) => other.bind(0, '127.0.0.2', resolve)),
    ]);
    // Whatever comes to the silent router is answered, correctly, by the other machine.
    let answered = 0;
    router.on('message', (request, from) => {
      const announce = Buffer.from(request);
      announce[1] = 0x80;
      answered++;
      other.send(announce, from.port, from.address);
      other.send(`HTTP/1.1 200 OK\r\nLOCATION: ${liar.location}\r\n\r\n`, from.port, from.address);
    });
    await liar.open();
    const port = router.address().port;

    const opened = await openAt({ pcp: port, ssdp: port });

    expect(opened).toMatchObject({ ok: false, fault: { code: 'portmap.none-found' } });
    expect(answered).toBeGreaterThan(3);
    expect(liar.asked).toEqual([]);
    router.close();
    other.close();
  });

  it('cannot send us to another machine', async () => {
    const victim = new LoopbackRouter({ upnp: 1 });
    routers.push(victim);
    await victim.open();
    const { opened } = await open({
      searchReply: () =>
        `HTTP/1.1 200 OK\r\nLOCATION: ${victim.location.replace('127.0.0.1', 'localhost')}\r\n\r\n`,
    });
    expect(opened.ok).toBe(false);
    const redirected = await open({
      upnp: 1,
      http: (_request, response) => response.writeHead(302, { location: victim.location }).end(),
    });
    expect(redirected.opened.ok).toBe(false);
    expect(victim.asked).toEqual([]);
  });

  it.each<[string, NonNullable<Behaviour['http']>]>([
    ['never ends its answer', (_request, response) => void response.write('<root>')],
    ['never begins it', () => undefined],
    [
      'answers without end',
      (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('<a>'.repeat(10_000)));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
    ],
    [
      'sends headers without end',
      (request) => {
        request.socket.on('error', () => undefined);
        request.socket.write(`HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1_000)}\r\n`.repeat(100)}`);
      },
    ],
    [
      'defines entities',
      (_request, response) => void response.end('<!DOCTYPE x [<!ENTITY a "b">]><root>&a;</root>'),
    ],
    ['hangs up', (request) => void request.socket.destroy()],
  ])('is left alone when its router %s', async (_what, http) => {
    const { opened } = await open({ upnp: 1, http });
    expect(opened).toMatchObject({ ok: false, fault: { code: 'portmap.none-found' } });
  });
});

describe('a router gone mad', () => {
  /** xorshift32: the same nonsense in every run. */
  function nonsense(seed: number): () => number {
    let state = seed;
    return () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) / 2 ** 32;
    };
  }

  /** The bytes with some of them changed, cut off or added. */
  function mutated(bytes: Uint8Array, random: () => number): Buffer {
    const result = Buffer.from(bytes);
    for (let flips = Math.floor(random() * 6); flips >= 0 && result.length > 0; flips--) {
      result[Math.floor(random() * result.length)] = Math.floor(random() * 256);
    }
    const cut = result.subarray(0, Math.floor(result.length * (random() < 0.3 ? random() : 1)));
    return random() < 0.2 ? Buffer.concat([cut, Buffer.alloc(Math.floor(random() * 2_000), 65)]) : cut;
  }

  it('never crashes whoever reads its messages', () => {
    const random = nonsense(20_261_121);
    let tried = 0;
    for (const { samples, read } of readers) {
      for (let round = 0; round < 20_000; round++, tried++) {
        const sample = samples[round % samples.length] ?? '';
        read(mutated(Buffer.from(sample, 'latin1'), random));
      }
    }
    expect(tried).toBe(readers.length * 20_000);
    console.log(`mutated messages read: ${tried}`);
  });

  it('gets no mapping believed and holds nobody up while it sends nonsense to each question', async () => {
    const random = nonsense(7);
    let sent = 0;
    for (let round = 0; round < 5; round++) {
      const { opened } = await open({
        datagram: (request) => {
          sent++;
          const answer = Buffer.from(request);
          answer[1] = 0x80 | (answer[1] ?? 0);
          // Never the whole truth: a grant has the nonce of its request.
          answer.subarray(24, 36).fill(0);
          return mutated(answer, random);
        },
        searchReply: (location) => {
          sent++;
          return mutated(Buffer.from(`HTTP/1.1 200 OK\r\nLOCATION: ${location}\r\n\r\n`), random).toString(
            'latin1',
          );
        },
        http: (_request, response) => {
          sent++;
          response.end(
            mutated(Buffer.from('<root><service><serviceType>x</serviceType></service></root>'), random),
          );
        },
      });
      expect(opened.ok).toBe(false);
    }
    expect(sent).toBeGreaterThan(50);
    console.log(`hostile answers taken: ${sent}`);
  });
});
