import { describe, expect, it } from 'vitest';
import type { RelayEffect } from '../../../../../main/engine/path/mesh/relays/relay-effects.ts';
import {
  type ReroutablePeer,
  TcpFallback,
  tunnelUrls,
} from '../../../../../main/engine/path/mesh/relays/tcp-fallback.ts';

class Peer implements ReroutablePeer {
  readonly endpoint = '203.0.113.1:3478';
  reached = false;
  pipe: string | null = null;
  restarts = 0;

  get transport(): 'udp' | 'tcp' {
    return this.pipe === null ? 'udp' : 'tcp';
  }

  goThrough(endpoint: string): void {
    this.pipe = endpoint;
    this.startOver();
  }

  tryUdp(): void {
    this.startOver();
  }

  goOverUdp(): void {
    this.pipe = null;
  }

  startOver(): void {
    this.reached = false;
    this.restarts++;
  }
}

const UNANSWERED_MS = 3500;
const PIPE = '127.0.0.1:5000';
const REROUTED: RelayEffect[] = [{ type: 'transport', transport: 'tcp' }, { type: 'look-often' }];

function make() {
  const peer = new Peer();
  let pipes = 0;
  const urls = ['wss://play.example.org/relay'];
  const fallback = new TcpFallback({ peer, urls, nextPipe: () => ++pipes }, 0);
  return { peer, urls, fallback };
}

/** Its relay answers over the tunnel alone, since 4 s. */
function overTcp() {
  const made = make();
  made.fallback.tick(UNANSWERED_MS, true);
  made.fallback.handle({ type: 'pipe-opened', pipe: 1, endpoint: PIPE }, 3900);
  made.peer.reached = true;
  return { ...made, effects: made.fallback.tick(4000, true) };
}

describe('a relay that doesn’t answer over UDP', () => {
  it('is spoken to through a tunnel after 3.5 s, which is told', () => {
    const { peer, urls, fallback } = make();
    expect(fallback.nextAtMs(0)).toBe(UNANSWERED_MS);
    expect(fallback.tick(UNANSWERED_MS - 1, true)).toEqual([]);
    expect(fallback.tick(UNANSWERED_MS, true)).toEqual([{ type: 'open-pipe', pipe: 1, urls }]);
    expect(fallback.handle({ type: 'pipe-opened', pipe: 1, endpoint: PIPE }, 3900)).toEqual(REROUTED);
    expect(peer.pipe).toBe(PIPE);
    expect(overTcp().effects).toEqual([{ type: 'tcp-only', endpoint: peer.endpoint }]);
  });

  it('is waited for where nothing else answers either', () => {
    expect(make().fallback.tick(60_000, false)).toEqual([]);
  });

  it('stays on UDP where that answers while the tunnel is being opened', () => {
    const { peer, fallback } = make();
    fallback.tick(UNANSWERED_MS, true);
    peer.reached = true;
    expect(fallback.handle({ type: 'pipe-opened', pipe: 1, endpoint: PIPE }, 3900)).toEqual([
      { type: 'close-pipe', pipe: 1, afterMs: 0 },
    ]);
    expect(peer.pipe).toBeNull();
  });

  it('gets another tunnel later where none came about', () => {
    const { urls, fallback } = make();
    fallback.tick(UNANSWERED_MS, true);
    fallback.handle({ type: 'pipe-refused', pipe: 1 }, 4000);
    expect(fallback.tick(17_400, true)).toEqual([]);
    expect(fallback.tick(17_500, true)).toEqual([{ type: 'open-pipe', pipe: 2, urls }]);
  });
});

describe('a relay in a tunnel', () => {
  it('is shaken hands with anew each time the tunnel comes up again', () => {
    const { peer, fallback } = overTcp();
    const { restarts } = peer;
    expect(fallback.handle({ type: 'pipe-up', pipe: 1 }, 5000)).toEqual(REROUTED);
    expect(peer.restarts).toBe(restarts + 1);
    expect(fallback.handle({ type: 'pipe-up', pipe: 7 }, 5000)).toEqual([]);
  });

  it('goes back to UDP once that answers again, and the tunnel is closed a moment later', () => {
    const { peer, fallback } = overTcp();
    const ask: RelayEffect = { type: 'ask-hint', pipe: 1, endpoint: peer.endpoint };
    expect(fallback.tick(33_500, true)).toEqual([ask]);
    fallback.handle({ type: 'hinted', pipe: 1, isAnswered: true }, 33_600);
    expect(fallback.tick(34_600, true)).toEqual([ask]);
    fallback.handle({ type: 'hinted', pipe: 1, isAnswered: true }, 34_700);
    expect(fallback.tick(34_700, true)).toEqual(REROUTED);
    peer.reached = true;
    expect(fallback.tick(34_900, true)).toEqual([
      { type: 'transport', transport: 'udp' },
      { type: 'look-often' },
      { type: 'close-pipe', pipe: 1, afterMs: 5000 },
    ]);
  });

  it('takes WireGuard’s new port when its device was made anew', () => {
    expect(overTcp().fallback.startOver()).toEqual([{ type: 'reset-pipe', pipe: 1 }]);
    expect(make().fallback.startOver()).toEqual([]);
  });

  it('leaves no tunnel behind', () => {
    expect(overTcp().fallback.close()).toEqual([{ type: 'close-pipe', pipe: 1, afterMs: 0 }]);
    expect(make().fallback.close()).toEqual([]);
  });
});

it('tunnels at the server as it was reached come first', () => {
  const servers = ['ws://192.168.1.2:8667', 'ws://203.0.113.9:8667'];
  expect(tunnelUrls(['/relay', 'wss://far.example.org/relay'], servers, '203.0.113.9')).toEqual([
    'ws://203.0.113.9:8667/relay',
    'ws://192.168.1.2:8667/relay',
    'wss://far.example.org/relay',
  ]);
});
