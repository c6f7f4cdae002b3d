import { beforeEach, describe, expect, it } from 'vitest';
import { Admission, type AdmissionEffect } from '../../../../main/engine/meeting/admission.ts';
import type { Knock, MeetingFacts } from '../../../../main/engine/rendezvous/rendezvous.ts';

const factsOf = (key: string, over: Partial<MeetingFacts> = {}): MeetingFacts => ({
  wireguardKey: key,
  endpoints: [{ address: `198.51.100.${key.length}`, port: 41_001 }],
  ipv6: [],
  lan: [],
  mapping: 'endpoint-independent',
  filtering: 'unknown',
  ...over,
});

const noteOf = (kind: Knock['kind'], who: string, over: Partial<Knock> = {}): Knock => ({
  ...factsOf(`key of ${who}`),
  kind,
  identity: who,
  peer: who,
  at: 0,
  nonce: 'n',
  forInstance: kind === 'knock' ? 'i' : null,
  ...over,
});

const kinds = (effects: readonly AdmissionEffect[]): string[] => effects.map(({ type }) => type);
const statusOf = (who: string, latestHandshake: number | null) => ({
  publicKey: `key of ${who}`,
  endpoint: null,
  allowedIps: [],
  latestHandshake,
  rxBytes: 0,
  txBytes: 0,
  keepaliveSeconds: 0,
});

let admission: Admission;
const host = { peer: 'host', wireguardKey: 'host key', index: 1, isIn: true };
beforeEach(() => {
  admission = new Admission(factsOf('host key'));
  admission.handle({ type: 'members', members: [host] }, 0);
});

const ask = (who: string, nowMs = 0) => admission.handle({ type: 'asked', note: noteOf('ask', who) }, nowMs);
const knock = (who: string, nowMs = 0) =>
  admission.handle({ type: 'knocked', note: noteOf('knock', who) }, nowMs);

describe('a host', () => {
  it('makes WireGuard ready before it answers, and sends nothing before the knock', () => {
    expect(ask('ben')).toMatchObject([
      { type: 'admit', place: 2, endpoint: null, fresh: true },
      { type: 'answer', place: 2 },
    ]);
    expect(kinds(knock('ben', 100))).toEqual(['look']);
    const called = admission.handle({ type: 'status', peers: [statusOf('ben', null)] }, 110);
    expect(called).toMatchObject([{ type: 'admit', fresh: false, endpoint: '198.51.100.10:41001' }]);
  });

  it('keeps the session of one who came in before the knock', () => {
    ask('ben');
    knock('ben', 100);
    const seen = admission.handle({ type: 'status', peers: [statusOf('ben', 1)] }, 110);
    expect(kinds(seen)).not.toContain('admit');
    expect(knock('ben', 200)).toEqual([]);
  });

  it('gives each guest a place of its own, and one who left the place that is kept', () => {
    const gone = { peer: 'carl', wireguardKey: 'key of carl', index: 2, isIn: false };
    admission.handle({ type: 'members', members: [host, gone] }, 0);
    expect(ask('ben')).toMatchObject([{ place: 3 }, { place: 3 }]);
    expect(ask('carl')).toMatchObject([{ place: 2 }, { place: 2 }]);
  });

  it('has no more than eight guests who are not in, the earliest of whom goes first', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `guest ${i}`);
    const effects = names.flatMap((name) => ask(name));
    const admitted = effects.filter(({ type }) => type === 'admit').length;
    const dismissed = effects.filter(({ type }) => type === 'dismiss').length;
    expect(admitted - dismissed).toBe(8);
  });

  it('forgets one who knocked and never came, and takes its peer away', () => {
    ask('ben');
    knock('ben');
    admission.handle({ type: 'status', peers: [] }, 10);
    const late = admission.handle({ type: 'time' }, 10_000);
    expect(kinds(late)).toContain('dismiss');
    expect(admission.nextAtMs).toBe(Number.POSITIVE_INFINITY);
  });

  it('has nothing to do with one who claims the key of a member', () => {
    expect(
      admission.handle({ type: 'asked', note: noteOf('ask', 'eve', { wireguardKey: 'host key' }) }, 0),
    ).toEqual([]);
  });

  it('answers one whom no network lets in, says so, and sends nothing', () => {
    admission.handle({ type: 'own', facts: factsOf('host key', { mapping: 'dependent' }) }, 0);
    const note = noteOf('ask', 'ben', { mapping: 'dependent' });
    const effects = admission.handle({ type: 'asked', note }, 0);
    expect(effects).toMatchObject([{ type: 'hindered', whose: 'both' }, { type: 'answer' }]);
  });
});
