import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { openUdp } from '../../../../main/base/udp.ts';
import { type HelperCalls, Tunnel } from '../../../../main/engine/helper/tunnel.ts';
import { PartyTunnel } from '../../../../main/engine/party/party-tunnel.ts';
import { ECHO_PORT } from '../../../../main/engine/path/link/echo-packet.ts';
import { parseSubnet } from '../../../../shared/address.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../shared/result.ts';

/** Loopback addresses stand in for those of a tunnel: each is there without anybody's doing. */
const subnet = parseSubnet('127.66.0.0/16') ?? { base: 0, prefix: 0 };

let net: PartyTunnel;
let counted: string[] = [];
afterEach(() => net.lower());

function makeNet(answer: (verb: string, address: string) => unknown = () => ok({})) {
  const verbs: string[] = [];
  const helper: HelperCalls = {
    call: async (verb, args) => {
      const address = 'address' in args ? args.address : '';
      verbs.push(`${verb} ${address}`.trim());
      return answer(verb, address) as never;
    },
  };
  const device = { name: 'lanrage0', privateKey: '', listenPort: 0, mtu: 1420 };
  net = new PartyTunnel({
    tunnel: new Tunnel(helper, device),
    openUdp,
    count: (type, fate, bytes) => counted.push(`${type} ${fate} ${bytes}`),
    tell: () => undefined,
  });
  return verbs;
}

function isEchoPortFree(address: string): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(ECHO_PORT, address, () => socket.close(() => resolve(true)));
  });
}

describe('the tunnel of a party', () => {
  it('answers echoes at the address of its place only, also after it was moved twice at once', async () => {
    makeNet();
    await Promise.all([2, 3, 4].map((index) => net.sit({ subnet, index })));
    expect(net.address).toBe('127.66.0.4');
    const free = await Promise.all(['127.66.0.2', '127.66.0.3', '127.66.0.4'].map(isEchoPortFree));
    expect(free).toEqual([true, true, false]);
  });

  it('says that the echo port is taken, and can still be sent to, moved and lowered', async () => {
    makeNet();
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(ECHO_PORT, '127.66.0.5', resolve));
    await net.sit({ subnet, index: 6 });
    expect(await net.sit({ subnet, index: 5 })).toMatchObject({ fault: { code: 'tunnel.echo-port-taken' } });
    net.sendEcho('127.66.0.9', { kind: 'request', session: 1, seq: 1, sentAtMs: 0, received: 0 });
    other.close();
    expect((await net.sit({ subnet, index: 5 })).ok).toBe(true);
    await net.lower();
    await net.lower();
    expect(await isEchoPortFree('127.66.0.5')).toBe(true);
  });

  it('counts echoes and what else is told, once it has a place to send them from', async () => {
    makeNet();
    counted = [];
    const echo = { kind: 'request', session: 1, seq: 1, sentAtMs: 0, received: 0 } as const;
    net.sendEcho('127.66.0.10', echo);
    await net.sit({ subnet, index: 10 });
    net.sendEcho('127.66.0.10', echo);
    net.sendDatagram('127.66.0.10', new Uint8Array(40));
    await expect.poll(() => counted).toHaveLength(4);
    expect(counted.sort()).toEqual([
      'echo.request received 28',
      'echo.request sent 28',
      'matrix.row received 40',
      'matrix.row sent 40',
    ]);
  });

  it('keeps its place when the helper refuses another one', async () => {
    const refusal = fail(fault('helper.rejected', { verb: 'interface.address', reason: 'not-private' }));
    makeNet((_verb, address) => (address === '127.66.0.8' ? refusal : ok({})));
    await net.sit({ subnet, index: 7 });
    expect(await net.sit({ subnet, index: 8 })).toEqual(refusal);
    expect(net.address).toBe('127.66.0.7');
    expect(await isEchoPortFree('127.66.0.7')).toBe(false);
  });

  it('goes down only after what is under way', async () => {
    const verbs = makeNet();
    const sitting = net.sit({ subnet, index: 9 });
    await net.lower();
    expect((await sitting).ok).toBe(true);
    expect(verbs).toEqual(['interface.address 127.66.0.9', 'interface.down']);
    expect(await isEchoPortFree('127.66.0.9')).toBe(true);
  });
});
