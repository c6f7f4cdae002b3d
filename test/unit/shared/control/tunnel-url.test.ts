import { describe, expect, it } from 'vitest';
import { bestTunnelUrls } from '../../../../shared/control/tunnel-url.ts';

describe('the tunnels that members are told', () => {
  it('are ordered by how likely a network lets them through', () => {
    const [wss, odd, ws, oddWs] = [
      'wss://r.example/relay',
      'wss://r.example:8443/relay',
      'ws://r.example/relay',
      'ws://r.example:81/relay',
    ];
    expect(bestTunnelUrls([oddWs, wss])).toEqual([wss, oddWs]);
    expect(bestTunnelUrls([odd, ws, wss])).toEqual([wss, odd]);
    expect(bestTunnelUrls([oddWs, ws])).toEqual([ws, oddWs]);
    expect(bestTunnelUrls([ws, '/relay', odd])).toEqual([odd, '/relay']);
  });

  it('are two at most, each once, and otherwise as they were given', () => {
    const urls = [
      'wss://b.example/relay',
      'wss://a.example/relay',
      'wss://b.example/relay',
      'wss://c.example/relay',
    ];
    expect(bestTunnelUrls(urls)).toEqual(['wss://b.example/relay', 'wss://a.example/relay']);
    expect(bestTunnelUrls([])).toEqual([]);
  });
});
