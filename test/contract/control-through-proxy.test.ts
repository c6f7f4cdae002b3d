import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { webSockets } from '../../main/control-client/web-socket.ts';
import { publicKeyOf } from '../../main/crypto/signature.ts';
import { connectAsPeer } from '../../main/engine/control/connect-as-peer.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { create, makeParty, TestDevice } from './control-client.ts';
import { relaySecret } from './control-relay-client.ts';
import { start, startEndpoint } from './control-server.ts';

const seed = new Uint8Array(randomBytes(32));
const identity = { seed, publicKey: publicKeyOf(seed) };
/** An address that nobody has, RFC 5737: only the proxy knows what to make of it. */
const SERVER = '192.0.2.77';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A proxy that leads wherever it is asked to lead to the port on this machine, or says no. */
async function startProxy(port: number | null): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    if (port === null) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const onwards = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(onwards).pipe(socket);
    });
    for (const end of [socket, onwards]) end.on('error', () => onwards.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function call(proxy: string) {
  const proxies = { httpProxy: proxy, httpsProxy: null, noProxy: null };
  const peer = { open: webSockets(proxies), identity, app: 'test', clock: systemClock, log: recordingLog() };
  return connectAsPeer([`ws://${SERVER}:8667`], peer, new AbortController().signal);
}

describe('a call to a control server in a network with a proxy', () => {
  it('goes through the proxy, and knows the server by its own address', async () => {
    const { port } = await startEndpoint();
    const proxy = await startProxy(port);
    const connected = await call(proxy.url);
    expect(proxy.asked).toEqual([`${SERVER}:8667`]);
    expect(connected).toMatchObject({ ok: true, value: { address: SERVER } });
    if (connected.ok) connected.value.close();
  });

  it('says so when the proxy refuses', async () => {
    const proxy = await startProxy(null);
    const refused = await call(proxy.url);
    expect(refused).toMatchObject({ ok: false, fault: { code: 'control.unreachable' } });
    expect(refused).toMatchObject({ fault: { args: { reason: 'proxy-status', status: 403 } } });
  });
});

describe('a relay alone in a network with a proxy', () => {
  it('registers through it', async () => {
    const { port } = await startEndpoint({}, { relaySecret });
    const proxy = await startProxy(port);
    const relay = await start({
      relay: { listen: [{ address: '127.0.0.1', port: 0 }], keyPath: null, publicEndpoints: [] },
      register: { url: `ws://${SERVER}:8667`, secret: relaySecret },
      proxies: { httpProxy: proxy.url, httpsProxy: null, noProxy: null },
    });
    const { client, joined } = await create({ address: '127.0.0.1', port }, new TestDevice(), makeParty());
    const { relays } = joined.party.relay === null ? await client.next('relay.list') : joined;
    expect(relays.map(({ publicKey }) => publicKey)).toEqual([relay.relayPublicKey]);
  });
});
