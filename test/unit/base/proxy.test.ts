import { describe, expect, it } from 'vitest';
import { noProxies, proxyFor } from '../../../main/base/proxy.ts';

const settings = { httpsProxy: 'http://tls.proxy:3128', httpProxy: 'plain.proxy:8080', noProxy: null };

function chosen(url: string, noProxy: string | null = null): string | undefined {
  return proxyFor(new URL(url), { ...settings, noProxy })?.host;
}

describe('the proxy of a tunnel', () => {
  it('is that of its scheme, also when it was written without one', () => {
    expect(chosen('wss://relay.example/relay')).toBe('tls.proxy:3128');
    expect(chosen('ws://203.0.113.5:8667/relay')).toBe('plain.proxy:8080');
  });

  it('is none where none is set, or what is set is no HTTP proxy', () => {
    expect(proxyFor(new URL('wss://relay.example/relay'), noProxies)).toBeNull();
    for (const httpsProxy of ['socks5://p:1', 'http://', '://']) {
      expect(proxyFor(new URL('wss://relay.example/relay'), { ...noProxies, httpsProxy })).toBeNull();
    }
  });

  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '[::1]'])('is none for loopback: %s', (host) => {
    expect(chosen(`wss://${host}:8667/relay`)).toBeUndefined();
  });

  it.each([
    ['relay.example', '*', true],
    ['relay.example', 'example', true],
    ['relay.example', '.example', true],
    ['relay.example', '*.example', true],
    ['relay.example', 'other.net, Relay.Example', true],
    ['relay.example', 'relay.example:443', true],
    ['relay.example', 'relay.example:8443', false],
    ['relay.example', 'lay.example', false],
    ['relay.example', 'example.relay', false],
    ['relay.example', '', false],
    ['203.0.113.5', '203.0.113.5', true],
    ['203.0.113.5', '203.0.113', false],
    ['[2001:db8::5]', '2001:db8::5', true],
    ['[2001:db8::5]', '[2001:db8::5]:443', true],
  ])('for %s with NO_PROXY=%s: none is %s', (host, noProxy, exempt) => {
    expect(chosen(`wss://${host}/relay`, noProxy) === undefined).toBe(exempt);
  });
});
