import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Endpoint, formatEndpoint } from '../../shared/address.ts';
import { endpointOf, loopback, start } from './control-server.ts';

const limits = { connectionsPerAddress: 1 };

async function serve(trustedProxies?: readonly string[]): Promise<Endpoint> {
  const control = { listen: [loopback], databasePath: ':memory:', limits };
  return endpointOf(await start({ control, ...(trustedProxies !== undefined && { trustedProxies }) }));
}

/** What the server says first to somebody for whom a proxy speaks. */
async function greeting(endpoint: Endpoint, forwarded?: string): Promise<string> {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const socket = new WebSocket(`ws://${formatEndpoint(endpoint)}`, { headers });
  onTestFinished(() => socket.terminate());
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString()).type;
}

describe('a control server behind a proxy', () => {
  it('counts those for whom a trusted one speaks apart', async () => {
    const endpoint = await serve(['127.0.0.0/8', '10.0.0.0/8']);
    expect(await greeting(endpoint, '203.0.113.1')).toBe('challenge');
    expect(await greeting(endpoint, '203.0.113.2')).toBe('challenge');
    expect(await greeting(endpoint, '203.0.113.1')).toBe('error');
    expect(await greeting(endpoint, '2001:db8::1')).toBe('challenge');
  });

  it('believes what its proxies add, and nothing that their client said before', async () => {
    const endpoint = await serve(['127.0.0.1', '10.0.0.0/8']);
    expect(await greeting(endpoint, '203.0.113.1, 10.1.2.3')).toBe('challenge');
    expect(await greeting(endpoint, '198.51.100.9, 203.0.113.1')).toBe('error');
    expect(await greeting(endpoint, '10.9.9.9,203.0.113.1 , 10.1.2.3')).toBe('error');
  });

  it('counts the proxy itself where the header is none or nonsense', async () => {
    const endpoint = await serve(['127.0.0.1']);
    expect(await greeting(endpoint)).toBe('challenge');
    for (const nonsense of ['', 'unknown', '203.0.113.1:99', '_hidden, ,', '999.1.1.1', 'a'.repeat(4_000)]) {
      expect(await greeting(endpoint, nonsense)).toBe('error');
    }
  });

  it('believes nobody unless it was told to', async () => {
    for (const trusted of [undefined, ['10.0.0.0/8', '::1']]) {
      const endpoint = await serve(trusted);
      expect(await greeting(endpoint, '203.0.113.1')).toBe('challenge');
      expect(await greeting(endpoint, '203.0.113.2')).toBe('error');
    }
  });
});
