import { beforeEach, describe, expect, it } from 'vitest';
import { Responder } from '../../../../main/engine/link-test/responder.ts';
import { encodeTraffic, type TrafficPacket } from '../../../../main/engine/link-test/traffic-packet.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

const ADA = '10.66.0.1';
const BOB = '10.66.0.3';
const EVE = '10.66.0.4';
type Ask = Extract<TrafficPacket, { kind: 'ask' }>;

let clock: FakeClock;
let sent: { to: string; packet: TrafficPacket }[];
let allowed: boolean;
let busy: boolean;
let responder: Responder;

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  [allowed, busy] = [true, false];
  let token = 1000n;
  responder = new Responder({
    clock,
    token: () => token++,
    mayServe: () => allowed,
    isBusy: () => busy,
    send: (to, packet) => sent.push({ to, packet }) > 0,
  });
});

function ask(change: Partial<Ask> = {}): Ask {
  return {
    kind: 'ask',
    run: 7,
    seq: 0,
    token: 5n,
    purpose: 'down',
    bytesPerSecond: 120_000,
    durationMs: 10_000,
    ...change,
  };
}

/** Asks and gives the token that came back. */
function granted(from: string, change: Partial<Ask> = {}): bigint {
  responder.receive(from, ask(change));
  const answer = sent.at(-1)?.packet;
  if (answer?.kind !== 'grant') throw new Error(`no grant but ${answer?.kind}`);
  return answer.granted;
}

/** Says every 250 ms that it is still there, while time passes. */
function pass(ms: number, from: string, token: bigint): void {
  for (let passed = 0; passed < ms; passed += 250) {
    responder.receive(from, { kind: 'poll', run: 7, seq: 1, token });
    clock.advance(250);
  }
}

const downs = (): number => sent.filter(({ packet }) => packet.kind === 'down').length;
const last = (): TrafficPacket | undefined => sent.at(-1)?.packet;

describe('the end that serves tests', () => {
  it('sends nothing before a start with the token that it gave to that very address', () => {
    const token = granted(ADA);
    const start = { kind: 'start', run: 7, seq: 0, bytesPerSecond: 120_000, burstPackets: 10 } as const;
    responder.receive(ADA, { ...start, token: 0n });
    responder.receive(ADA, { ...start, token: 5n });
    responder.receive(BOB, { ...start, token });
    responder.receive(ADA, { ...start, token, run: 8 });
    clock.advance(1000);
    expect(downs()).toBe(0);
    responder.receive(ADA, { ...start, token });
    clock.advance(1000);
    // 120 kB a second in packets of 1200 bytes, and the first burst at once.
    expect(downs()).toBeGreaterThanOrEqual(100);
    expect(downs()).toBeLessThanOrEqual(110);
    expect(sent.every(({ to }) => to === ADA)).toBe(true);
  });

  it('answers no ask with more bytes than it has', () => {
    for (const change of [{}, { run: 9, token: 6n }]) {
      allowed = change.run !== 9;
      responder.receive(ADA, ask(change));
      const answer = last();
      expect(answer && encodeTraffic(answer).length).toBeLessThan(encodeTraffic(ask()).length);
    }
  });

  it('stops sending 1.5 s after it last heard of the asker', () => {
    const token = granted(ADA);
    responder.receive(ADA, {
      kind: 'start',
      run: 7,
      seq: 0,
      token,
      bytesPerSecond: 120_000,
      burstPackets: 10,
    });
    clock.advance(2500);
    const count = downs();
    expect(count).toBeLessThan(230);
    clock.advance(5000);
    expect(downs()).toBe(count);
    expect(responder.running).toBe(0);
  });

  it('ends a run at the end of its time, whatever the asker says', () => {
    const token = granted(ADA, { durationMs: 3000 });
    responder.receive(ADA, {
      kind: 'start',
      run: 7,
      seq: 0,
      token,
      bytesPerSecond: 120_000,
      burstPackets: 10,
    });
    pass(10_000, ADA, token);
    expect(responder.running).toBe(0);
    expect(downs()).toBeLessThan(380);
  });

  it('never sends faster than granted, nor in longer bursts than buffers hold', () => {
    const token = granted(ADA, { bytesPerSecond: 240_000 });
    responder.receive(ADA, { kind: 'start', run: 7, seq: 0, token, bytesPerSecond: 1e9, burstPackets: 4e9 });
    pass(2000, ADA, token);
    expect(downs()).toBeLessThanOrEqual(64 + 400 + 20);
  });

  it('gives the same grant for the same ask, so that a lost answer costs nothing', () => {
    const token = granted(ADA);
    expect(granted(ADA)).toBe(token);
    expect(responder.running).toBe(1);
    expect(granted(ADA, { token: 6n })).not.toBe(token);
    expect(responder.running).toBe(1);
  });

  it('counts what comes up and reports it', () => {
    const token = granted(ADA, { purpose: 'up' });
    for (let seq = 0; seq < 20; seq++) {
      responder.receive(ADA, { kind: 'up', run: 7, seq, token, burst: 0, sizeBytes: 1200 });
      clock.advance(1);
    }
    responder.receive(ADA, { kind: 'poll', run: 7, seq: 3, token });
    expect(last()).toMatchObject({ kind: 'report', seq: 3, packets: 20, bytes: 24_000, sent: 0 });
    const report = last();
    // A packet of 1200 bytes each ms.
    expect(report?.kind === 'report' && report.rate).toBeCloseTo(9_600_000);
  });

  it('answers echoes of a granted run with their head only, and no flood of them', () => {
    const token = granted(ADA, { purpose: 'echo' });
    const echo = { kind: 'echo', run: 7, seq: 1, token, sentAtMs: 3, sizeBytes: 1200 } as const;
    responder.receive(ADA, { ...echo, token: 1n });
    expect(last()?.kind).toBe('grant');
    responder.receive(ADA, echo);
    expect(last()).toMatchObject({ kind: 'reply', seq: 1, sentAtMs: 3 });
    for (let i = 0; i < 10_000; i++) responder.receive(ADA, echo);
    expect(sent.filter(({ packet }) => packet.kind === 'reply').length).toBeLessThanOrEqual(2500);
  });

  it('serves two at once and tells the third when to come again', () => {
    granted(ADA);
    granted(BOB);
    responder.receive(EVE, ask());
    expect(last()).toMatchObject({ kind: 'refusal', reason: 'busy', token: 5n });
    responder.close();
    expect(responder.running).toBe(0);
    granted(EVE);
  });

  it('serves no load while a test of its own loads the link, but echoes', () => {
    busy = true;
    responder.receive(ADA, ask());
    expect(last()).toMatchObject({ kind: 'refusal', reason: 'busy' });
    granted(ADA, { purpose: 'echo', token: 8n });
  });

  it('declines while its person does not allow it', () => {
    allowed = false;
    responder.receive(ADA, ask());
    expect(last()).toMatchObject({ kind: 'refusal', reason: 'not-allowed' });
    expect(responder.running).toBe(0);
  });

  it('looks at five asks a second of a member, and is silent to the rest', () => {
    for (let i = 0; i < 50; i++) responder.receive(ADA, ask({ token: BigInt(i) }));
    expect(sent).toHaveLength(5);
    responder.receive(BOB, ask());
    expect(sent).toHaveLength(6);
    clock.advance(1000);
    responder.receive(ADA, ask({ token: 99n }));
    expect(sent).toHaveLength(7);
  });

  it('serves a member for two minutes in ten, counting what was used', () => {
    const refusals = (): TrafficPacket[] =>
      sent.flatMap(({ packet }) => (packet.kind === 'refusal' ? [packet] : []));
    for (let i = 0; i < 20; i++) {
      responder.receive(ADA, ask({ token: BigInt(i), durationMs: 60_000 }));
      const answer = last();
      if (answer?.kind === 'grant') pass(10_000, ADA, answer.granted);
      if (answer?.kind === 'grant')
        responder.receive(ADA, { kind: 'stop', run: 7, seq: 0, token: answer.granted });
      clock.advance(1000);
    }
    // Each took ten seconds of the sixty it had asked for: seven fit before sixty don't any more.
    expect(refusals()).toHaveLength(13);
    expect(refusals()[0]).toMatchObject({ reason: 'too-often', retryAfterMs: expect.any(Number) });
    granted(BOB);
    clock.advance(600_000);
    granted(ADA, { token: 77n });
  });
});
