import { describe, expect, it } from 'vitest';
import { Handshake } from '../../../../main/engine/path/link/handshake.ts';
import type { HandshakeEffect, HandshakeEvent } from '../../../../main/engine/path/link/handshake-events.ts';
import { Liveness } from '../../../../main/engine/path/link/liveness.ts';

const PASSIVE: HandshakeEffect = { type: 'configure', keepalive: false, fresh: true };
const ACTIVE: HandshakeEffect = { type: 'configure', keepalive: true, fresh: true };
const KEEP: HandshakeEffect = { type: 'configure', keepalive: true, fresh: false };
const READY: HandshakeEffect = { type: 'signal', kind: 'ready' };
const REACH: HandshakeEffect = { type: 'signal', kind: 'reach' };

function makeLink({ smallerKey = true, online = true, relayReached = true } = {}) {
  let nowMs = 0;
  const life = new Liveness(nowMs);
  const core = new Handshake({ smallerKey, online, relayReached, life, nowMs });
  return {
    core,
    at(ms: number) {
      nowMs = ms;
      return this;
    },
    /** As the link does, which knows both. */
    feed(event: HandshakeEvent & { rxBytes?: number }) {
      if (event.type === 'heard') life.heard(nowMs);
      if (event.rxBytes !== undefined) life.received(event.rxBytes, nowMs);
      return core.handle(event, nowMs);
    },
    echo: (answered: boolean) => life.echoed(answered),
    stoodStill: () => life.stoodStill(nowMs),
    state: () => core.state(nowMs),
  };
}

describe('a link to a member that came after us', () => {
  it('configures without keepalive before it says ready, so that only the newcomer initiates', () => {
    const link = makeLink();
    expect(link.feed({ type: 'met', how: 'came' })).toEqual([PASSIVE, READY]);
    expect(link.state()).toBe('securing');
    expect(link.core.mayEcho).toBe(false);
  });

  it('says ready only once its own relay answers', () => {
    const link = makeLink({ relayReached: false });
    expect(link.feed({ type: 'met', how: 'came' })).toEqual([PASSIVE]);
    expect(link.state()).toBe('reaching');
    expect(link.feed({ type: 'relay', reached: true })).toEqual([READY]);
  });

  it('keeps alive as well once it hears the newcomer', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'came' });
    expect(link.feed({ type: 'heard' })).toEqual([KEEP]);
    expect(link.state()).toBe('relayed');
  });
});

describe('a link to a member that was there before us', () => {
  it('waits for its ready, then starts the handshake', () => {
    const link = makeLink();
    expect(link.feed({ type: 'met', how: 'found' })).toEqual([]);
    expect(link.feed({ type: 'signal', kind: 'ready' })).toEqual([ACTIVE]);
    expect(link.core.mayEcho).toBe(true);
  });

  it.each(['ready', 'reach'] as const)(
    'keeps its new session when a late %s comes, and an echo is answered',
    (kind) => {
      const link = makeLink();
      link.feed({ type: 'met', how: 'found' });
      link.at(100).feed({ type: 'signal', kind: 'ready' });
      link.at(200).feed({ type: 'heard' });
      expect(link.at(1893).feed({ type: 'signal', kind })).toEqual([{ type: 'hurry' }]);
      expect(link.at(1950).feed({ type: 'heard', askedAtMs: 1893 })).toEqual([]);
      expect(link.at(4000).feed({ type: 'tick' })).toEqual([]);
      expect(link.state()).toBe('relayed');
    },
  );

  it('follows a ready where the other end has no session any more: its echoes, and answers of before, are no proof', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'found' });
    link.at(100).feed({ type: 'signal', kind: 'ready' });
    link.at(200).feed({ type: 'heard' });
    link.at(1900).feed({ type: 'signal', kind: 'ready' });
    link.at(1950).feed({ type: 'heard', askedAtMs: 1890 });
    link.at(2000).feed({ type: 'heard' });
    expect(link.at(2599).feed({ type: 'tick' })).toEqual([]);
    expect(link.at(2600).feed({ type: 'tick' })).toEqual([ACTIVE]);
  });

  it('follows a ready at once where nothing was heard for longer than a signal takes', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'found' });
    link.at(100).feed({ type: 'signal', kind: 'ready' });
    link.at(200).feed({ type: 'heard' });
    expect(link.at(2300).feed({ type: 'signal', kind: 'ready' })).toEqual([ACTIVE]);
  });

  it('keeps a ready that came before its own relay answered', () => {
    const link = makeLink({ relayReached: false });
    link.feed({ type: 'met', how: 'found' });
    expect(link.feed({ type: 'signal', kind: 'ready' })).toEqual([]);
    expect(link.feed({ type: 'relay', reached: true })).toEqual([ACTIVE]);
  });

  it('asks by itself when the ready is a second late, and then less and less often', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'found' });
    expect(link.at(999).feed({ type: 'tick' })).toEqual([]);
    expect(link.at(1000).feed({ type: 'tick' })).toEqual([REACH]);
    expect(link.at(1900).feed({ type: 'tick' })).toEqual([]);
    expect(link.at(2000).feed({ type: 'tick' })).toEqual([REACH]);
    expect(link.at(3900).feed({ type: 'tick' })).toEqual([]);
    expect(link.at(4000).feed({ type: 'tick' })).toEqual([REACH]);
  });

  it('stops its own handshake and asks again when it does not come about', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'found' });
    link.feed({ type: 'signal', kind: 'ready' });
    expect(link.at(2500).feed({ type: 'tick' })).toEqual([PASSIVE, REACH]);
  });

  it('leaves a member that is away in peace', () => {
    const link = makeLink({ online: false });
    link.feed({ type: 'met', how: 'found' });
    expect(link.at(60_000).feed({ type: 'tick' })).toEqual([]);
    expect(link.state()).toBe('away');
  });
});

describe('two members that reach for each other at once', () => {
  it('settle on the smaller key as the one that initiates', () => {
    const smaller = makeLink({ smallerKey: true });
    const larger = makeLink({ smallerKey: false });
    for (const link of [smaller, larger]) link.feed({ type: 'met', how: 'resumed', handshakeAt: null });
    expect(smaller.feed({ type: 'signal', kind: 'reach' })).toEqual([]);
    expect(larger.feed({ type: 'signal', kind: 'reach' })).toEqual([PASSIVE, READY]);
    expect(smaller.feed({ type: 'signal', kind: 'ready' })).toEqual([ACTIVE]);
  });

  it('ask again a second later where the larger key did not hear of the smaller one', () => {
    const smaller = makeLink({ smallerKey: true });
    smaller.feed({ type: 'met', how: 'found' });
    for (const ms of [1000, 2000, 4000, 8000]) smaller.at(ms).feed({ type: 'tick' });
    expect(smaller.at(8500).feed({ type: 'signal', kind: 'reach' })).toEqual([]);
    expect(smaller.at(9499).feed({ type: 'tick' })).toEqual([]);
    expect(smaller.at(9500).feed({ type: 'tick' })).toEqual([REACH]);
  });

  it('serves a member that starts over even while its old session still looks alive, once it answers no echo', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'came' });
    link.feed({ type: 'heard' });
    expect(link.at(500).feed({ type: 'signal', kind: 'reach' })).toEqual([{ type: 'hurry' }]);
    expect(link.at(1200).feed({ type: 'tick' })).toEqual([PASSIVE, READY]);
  });
});

describe('a link after our own restart', () => {
  it('takes up a session that WireGuard kept without a new handshake', () => {
    const link = makeLink({ relayReached: false });
    expect(link.feed({ type: 'met', how: 'resumed', handshakeAt: 40 })).toEqual([KEEP]);
    expect(link.feed({ type: 'heard' })).toEqual([]);
    expect(link.state()).toBe('relayed');
  });

  it('does not take the handshake of a session that may be dead for a new one', () => {
    const link = makeLink();
    link.at(100_000).feed({ type: 'met', how: 'resumed', handshakeAt: 40 });
    link.at(100_050).feed({ type: 'status', handshakeAt: 40, rxBytes: 5000, relayed: true });
    expect(link.state()).toBe('securing');
  });

  it('does not throw a session away that WireGuard kept when the relay answers', () => {
    const link = makeLink({ relayReached: false });
    link.feed({ type: 'met', how: 'resumed', handshakeAt: 40 });
    expect(link.at(90).feed({ type: 'relay', reached: true })).toEqual([]);
    expect(link.at(1000).feed({ type: 'tick' })).toEqual([REACH]);
  });

  it('starts anew when the kept session is dead', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'resumed', handshakeAt: 40 });
    expect(link.at(1000).feed({ type: 'tick' })).toEqual([REACH]);
  });
});

describe('a link that says reach', () => {
  function reaching() {
    const link = makeLink();
    link.feed({ type: 'met', how: 'came' });
    expect(link.at(2500).feed({ type: 'tick' })).toEqual([REACH]);
    return link;
  }

  it('comes up by what it hears, since WireGuard may have tried again by itself', () => {
    const link = reaching();
    expect(link.at(3000).feed({ type: 'heard' })).toEqual([KEEP]);
    expect(link.state()).toBe('relayed');
  });

  it('comes up by a handshake that came late, but not by the one that was lost', () => {
    const link = reaching();
    link.at(5000).feed({ type: 'status', handshakeAt: null, rxBytes: 148, relayed: true });
    expect(link.core.stage).toBe('reaching');
    link.at(6000).feed({ type: 'status', handshakeAt: 5, rxBytes: 296, relayed: true });
    expect(link.core.stage).toBe('secured');
  });

  it('asks a second after our control connection is back, however long it had asked in vain', () => {
    const link = reaching();
    for (let ms = 2500; ms < 60_000; ms += 50) link.at(ms).feed({ type: 'tick' });
    link.at(60_000).feed({ type: 'reconnected' });
    expect(link.at(60_999).feed({ type: 'tick' })).toEqual([]);
    expect(link.at(61_000).feed({ type: 'tick' })).toEqual([REACH]);
  });
});

describe('the state that people see', () => {
  function secured() {
    const link = makeLink();
    link.feed({ type: 'met', how: 'came' });
    link.feed({ type: 'heard' });
    return link;
  }

  it('counts a handshake as connected even where a firewall drops the echo', () => {
    const link = makeLink();
    link.at(10_000).feed({ type: 'met', how: 'came' });
    expect(link.at(10_400).feed({ type: 'status', handshakeAt: 10, rxBytes: 148, relayed: true })).toEqual([
      KEEP,
    ]);
    expect(link.state()).toBe('relayed');
  });

  it('does not take the handshake of the session before for a new one, however the clock was set', () => {
    const link = secured();
    link.feed({ type: 'status', handshakeAt: 40, rxBytes: 5000, relayed: true });
    link.at(100_000).feed({ type: 'signal', kind: 'reach' });
    link.at(100_050).feed({ type: 'status', handshakeAt: 40, rxBytes: 5000, relayed: true });
    expect(link.state()).toBe('securing');
    link.at(100_100).feed({ type: 'status', handshakeAt: 20, rxBytes: 148, relayed: true });
    expect(link.state()).toBe('relayed');
  });

  it('is direct when the endpoint is not the relay', () => {
    const link = secured();
    link.feed({ type: 'status', handshakeAt: 1, rxBytes: 1, relayed: false });
    expect(link.state()).toBe('direct');
    expect(link.core.path).toBe('direct');
  });

  it('is unsteady after 3 s of silence and called lost after 8', () => {
    const link = secured();
    expect(link.at(3001).state()).toBe('unsteady');
    expect(link.at(7999).state()).toBe('unsteady');
    expect(link.at(8001).state()).toBe('lost');
  });

  it('is unsteady while three of the last ten echoes are missing, and steady again after', () => {
    const link = secured();
    for (let i = 0; i < 3; i++) link.echo(false);
    expect(link.state()).toBe('unsteady');
    for (let i = 0; i < 8; i++) link.echo(true);
    expect(link.state()).toBe('relayed');
  });

  it('is steady at once when a member that was silent is heard again', () => {
    const link = secured();
    for (let i = 0; i < 5; i++) link.echo(false);
    link.at(8000).feed({ type: 'heard' });
    expect(link.state()).toBe('relayed');
  });

  it('keeps a link that still carries traffic although its echo is gone', () => {
    const link = secured();
    link.at(14_000).feed({ type: 'status', handshakeAt: 1, rxBytes: 900, relayed: true });
    expect(link.at(20_000).state()).toBe('unsteady');
    expect(link.feed({ type: 'tick' })).toEqual([]);
  });

  it('is not given up for what was not read while this process stood still', () => {
    const link = secured();
    link.at(1000).feed({ type: 'tick' });
    link.at(61_000).stoodStill();
    expect(link.at(61_000).feed({ type: 'tick' })).toEqual([]);
    expect(link.state()).toBe('unsteady');
    for (let ms = 61_050; ms < 76_000; ms += 50) expect(link.at(ms).feed({ type: 'tick' })).toEqual([]);
    expect(link.at(76_000).feed({ type: 'tick' })).toEqual([REACH]);
  });

  it('reaches for a lost member that is online, and shows it lost until it is back', () => {
    const link = secured();
    expect(link.at(16_000).feed({ type: 'tick' })).toEqual([REACH]);
    expect(link.state()).toBe('lost');
    link.feed({ type: 'signal', kind: 'ready' });
    expect(link.state()).toBe('securing');
  });

  it('shows a member away only when its tunnel is silent too', () => {
    const link = secured();
    link.feed({ type: 'presence', online: false });
    expect(link.state()).toBe('relayed');
    expect(link.at(3001).state()).toBe('away');
  });

  it('is stalled after 15 s without a handshake, once', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'found' });
    expect(link.core.stalled(14_999)).toBe(false);
    expect(link.core.stalled(15_000)).toBe(true);
  });
});

describe('a link that nobody has answered for 300 s', () => {
  const quiet = (link: ReturnType<typeof makeLink>, fromMs: number, toMs: number) => {
    const effects: HandshakeEffect[] = [];
    for (let ms = fromMs; ms <= toMs; ms += 50) effects.push(...link.at(ms).feed({ type: 'tick' }));
    return effects;
  };

  it('is taken from WireGuard, once, when its member is away', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'came' });
    link.feed({ type: 'heard' });
    link.feed({ type: 'presence', online: false });
    expect(quiet(link, 50, 299_950)).toEqual([]);
    expect(quiet(link, 300_000, 400_000)).toEqual([{ type: 'remove' }]);
  });

  it('is taken from WireGuard too when its member is online but out of reach, and reached for all the same', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'found' });
    const effects = quiet(link, 50, 330_000);
    expect(effects.filter(({ type }) => type === 'remove')).toHaveLength(1);
    expect(effects.at(-1)).toEqual(REACH);
  });

  it('is taken up again as soon as the member is back', () => {
    const link = makeLink();
    link.feed({ type: 'met', how: 'came' });
    link.feed({ type: 'presence', online: false });
    quiet(link, 50, 301_000);
    link.feed({ type: 'presence', online: true });
    expect(quiet(link, 301_050, 302_050)).toEqual([REACH]);
    expect(link.feed({ type: 'signal', kind: 'ready' })).toEqual([ACTIVE]);
    expect(link.feed({ type: 'signal', kind: 'reach' })).toEqual([PASSIVE, READY]);
  });
});
