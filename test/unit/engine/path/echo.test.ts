import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEcho, ECHO_BYTES, encodeEcho } from '../../../../main/engine/path/link/echo-packet.ts';
import { EchoProbe } from '../../../../main/engine/path/link/echo-probe.ts';

function ask(probe: EchoProbe, nowMs: number) {
  const request = probe.due(nowMs);
  if (request === null) throw new Error('no echo was due');
  return request;
}

describe('an echo packet', () => {
  it('survives its encoding', () => {
    const u32 = fc.integer({ min: 0, max: 0xffffffff });
    const packet = fc.record({
      kind: fc.constantFrom('request' as const, 'reply' as const),
      session: u32,
      seq: u32,
      sentAtMs: fc.double({ noNaN: true }),
      received: u32,
    });
    fc.assert(
      fc.property(packet, (value) => {
        expect(decodeEcho(encodeEcho(value))).toEqual(value);
      }),
    );
  });

  it('is nothing when the bytes are anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(decodeEcho(bytes)).toBeNull();
      }),
    );
    expect(decodeEcho(new Uint8Array(ECHO_BYTES))).toBeNull();
  });
});

describe('the echo to one peer', () => {
  it('asks every 100 ms until the first answer, then once a second', () => {
    const probe = new EchoProbe(1);
    const first = ask(probe, 0);
    expect(probe.due(99)).toBeNull();
    ask(probe, 100);
    probe.match(probe.answer(first), 120);
    expect(probe.due(999)).toBeNull();
    ask(probe, 1000);
    expect(probe.due(1999)).toBeNull();
    ask(probe, 2003);
    expect(probe.nextAtMs(2003, true)).toBe(3000);
  });

  it('asks peers of one phase at the same moments, whenever each of them answered first, in a game too', () => {
    const probes = [10, 420].map((at) => {
      const probe = new EchoProbe(1, 25);
      probe.match({ ...ask(probe, at - 5), kind: 'reply' }, at);
      return probe;
    });
    for (const probe of probes) expect(probe.nextAtMs(420, true)).toBe(1025);
    for (const probe of probes) probe.setPace(true, 420);
    for (const probe of probes) expect(probe.nextAtMs(420, true)).toBe(625);
  });

  it('measures the round trip of a matched reply', () => {
    const probe = new EchoProbe(1);
    const request = ask(probe, 1000);
    expect(probe.match({ ...request, kind: 'reply' }, 1018.5)).toEqual({
      sample: { sentAtMs: 1000, rttMs: 18.5 },
      counts: true,
    });
  });

  it('credits no reply twice, none that was never asked, and none of a session before', () => {
    const probe = new EchoProbe(1);
    const request = ask(probe, 0);
    const reply = { ...request, kind: 'reply' } as const;
    expect(probe.match({ ...reply, session: 2 }, 5)).toBeNull();
    expect(probe.match({ ...reply, seq: 99 }, 5)).toBeNull();
    expect(probe.match(reply, 5)).not.toBeNull();
    expect(probe.match(reply, 6)).toBeNull();
  });

  it('counts what is not answered within 2 s as lost, but nothing from before the first answer', () => {
    const probe = new EchoProbe(1);
    ask(probe, 0);
    expect(probe.expire(5000)).toEqual([]);
    const request = ask(probe, 5000);
    probe.match({ ...request, kind: 'reply' }, 5010);
    ask(probe, 6010);
    expect(probe.expire(8009)).toEqual([]);
    expect(probe.expire(8010)).toEqual([{ sentAtMs: 6010, rttMs: null }]);
    expect(probe.window.figures(8010).lossRatio).toBe(0.5);
  });

  it('counts of hurried echoes as many as would have been sent anyway', () => {
    const probe = new EchoProbe(1);
    const first = ask(probe, 0);
    probe.match({ ...first, kind: 'reply' }, 10);
    ask(probe, 1010);
    for (let at = 1300; at < 4000; at += 50) {
      probe.hurry(at);
      ask(probe, at);
    }
    expect(probe.expire(7000).map(({ sentAtMs }) => sentAtMs)).toEqual([1010, 2050, 3050]);
  });

  it('counts no answer of hurried echoes whose loss would not count either', () => {
    const probe = new EchoProbe(1);
    probe.match({ ...ask(probe, 0), kind: 'reply' }, 10);
    probe.hurry(1010);
    const answers = [1010, 1060, 1110].map((at) => probe.match({ ...ask(probe, at), kind: 'reply' }, at + 5));
    expect(answers.map((answer) => answer?.counts)).toEqual([true, false, false]);
    expect(probe.window.samples()).toHaveLength(2);
  });

  it('counts nothing of a path that is only being tried', () => {
    const probe = new EchoProbe(1);
    probe.match({ ...ask(probe, 0), kind: 'reply' }, 10);
    probe.setTrying(true);
    ask(probe, 1010);
    probe.setTrying(false);
    ask(probe, 2010);
    expect(probe.expire(5000).map(({ sentAtMs }) => sentAtMs)).toEqual([2010]);
  });

  it('still counts what was lost before a new handshake, but nothing that waited for it', () => {
    const probe = new EchoProbe(1);
    probe.setPace(true, 0);
    probe.match({ ...ask(probe, 0), kind: 'reply' }, 10);
    for (const at of [210, 410]) ask(probe, at);
    probe.restart();
    for (const at of [500, 600]) ask(probe, at);
    probe.match({ ...ask(probe, 700), kind: 'reply' }, 710);
    expect(probe.expire(3000).map(({ sentAtMs }) => sentAtMs)).toEqual([210, 410]);
  });

  it('tells the asker how many of its requests arrived, anew for each session', () => {
    const probe = new EchoProbe(1);
    const request = { kind: 'request', session: 5, seq: 1, sentAtMs: 0, received: 0 } as const;
    probe.answer(request);
    expect(probe.answer(request).received).toBe(2);
    expect(probe.answer({ ...request, session: 6 }).received).toBe(1);
  });
});
