import { describe, expect, it } from 'vitest';
import { type Reading, type Readings, readingSchema } from '../../../../shared/model/reading.ts';
import { languages } from '../../../../shared/texts/language.ts';
import { sayReading } from '../../../../shared/texts/readings.ts';

/** One example of each; leaving one out does not compile. */
const examples: { readonly [C in keyof Readings]: Readings[C] } = {
  latency: { ms: 1.64 },
  'latency-and-lost': { ms: 19, lost: 1, sent: 4 },
  'latency-and-loss': { ms: 3.2, lossRatio: 0.042 },
  lost: { lost: 5, sent: 5 },
  loss: { lossRatio: 0.013, sent: 300 },
  'no-answer': {},
  'no-answer-within': { ms: 10_000 },
  'an-answer': {},
  'none-lost': {},
  age: { ms: 41_000 },
  'no-handshake': {},
  handshake: {},
  'within-time': { ms: 180_000 },
  'below-time': { ms: 200 },
  'below-share': { ratio: 0.01 },
  'judged-time': { ms: 133, word: 'poor' },
  'judged-loss': { lossRatio: 0.013, sent: 300, word: 'fair' },
  'up-to-time': { ms: 120 },
  'up-to-share': { ratio: 0.02 },
  'helper-silent': {},
  'no-party': {},
  'no-party-and-no-server': {},
  'no-server': {},
  nobody: {},
  wireguard: { version: 'wireguard-tools v1.0.20210914', backend: 'kernel', guarded: false },
  address: { address: '10.66.0.1' },
  subnet: { subnet: '10.66.0.0/16' },
  'other-subnet': { subnet: '10.66.0.0/16' },
  port: { port: 51_820 },
  'port-by-system': {},
  'clock-behind': { ms: -3_600_000 },
  'disk-free': { bytes: 12_300_000 },
  'at-least-bytes': { bytes: 50_000_000 },
  load: { ratio: 0.97, lateMs: 12 },
  'no-names-needed': {},
  'no-such-name': {},
  servers: { answered: 2, asked: 3 },
  'any-server': {},
  nat: { mapping: 'endpoint-independent', filtering: 'unknown' },
  mapping: { mapping: 'endpoint-independent' },
  joinable: { line: 'anywhere' },
  'over-tcp': {},
  'another-relay': { ms: 24 },
  packet: { bytes: 1380 },
  'packet-kept': { bytes: 1216 },
  'test-port-taken': {},
  declined: {},
  'no-large-packet': {},
  'lets-in': {},
  'test-port-closed': {},
  'not-measured': {},
  'pings-not-allowed': {},
};
/** Figures and names alone, the same in both languages but for the decimal point. */
const WORDLESS: ReadonlySet<string> = new Set(['address', 'subnet', 'port']);

const readings = Object.entries(examples).map(([code, figures]) => ({ code, ...figures }) as Reading);

function say(reading: Reading, language: 'en' | 'de'): string {
  return sayReading(reading, language).replaceAll('\u00a0', ' ');
}

describe.each(readings)('the reading $code', (reading) => {
  it('is short and whole in every language', () => {
    for (const language of languages) {
      const text = say(reading, language);
      expect(text).toMatch(/^\S.*\S$/);
      expect(text).not.toMatch(/undefined|null|NaN|\[object|[.:]$/);
      expect(text.length).toBeLessThan(90);
    }
  });

  it('is not said in German as in English', () => {
    if (!WORDLESS.has(reading.code)) expect(say(reading, 'de')).not.toBe(say(reading, 'en'));
  });

  it('crosses a boundary unchanged', () => {
    expect(readingSchema.parse(JSON.parse(JSON.stringify(reading)))).toEqual(reading);
  });

  it('is said without its figures, as a version would whose figures have changed', () => {
    for (const language of languages) {
      expect(say({ code: reading.code } as Reading, language)).not.toMatch(/undefined|null|NaN|\[object/);
    }
  });
});

describe('a reading', () => {
  it('has its decimal point by language', () => {
    const reading: Reading = { code: 'latency-and-loss', ms: 1.64, lossRatio: 0.042 };
    expect(say(reading, 'en')).toBe('1.6 ms, 4.2 % lost');
    expect(say(reading, 'de')).toBe('1,6 ms, 4,2 % verloren');
  });

  it('says in which direction a clock is wrong', () => {
    expect(say({ code: 'clock-behind', ms: 90_000 }, 'en')).toBe('1 min 30 s slow');
    expect(say({ code: 'clock-behind', ms: -90_000 }, 'de')).toBe('geht 1 min 30 s vor');
    expect(say({ code: 'clock-behind', ms: 120 }, 'en')).toBe('to the second');
  });

  it.each(['warp-factor', 'constructor', '__proto__', ''])(
    'of a newer version, “%s”, passes and is said to be unknown',
    (code) => {
      const reading = readingSchema.parse({ code, speed: 9, hull: 'fine' });
      expect(say(reading, 'en')).toBe('not known to this version');
      expect(say(reading, 'de')).toBe('dieser Version unbekannt');
    },
  );

  it('keeps what another program says from steering a terminal or filling a screen', () => {
    const version = `wg\u001b[2J\u202e${'x'.repeat(2000)}`;
    const text = say({ code: 'wireguard', version, backend: 'kernel', guarded: true }, 'en');
    expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text.length).toBeLessThan(400);
  });
});
