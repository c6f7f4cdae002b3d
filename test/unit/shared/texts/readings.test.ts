import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sayReading } from '../../../../shared/texts/readings.ts';

const engine = path.join(import.meta.dirname, '../../../../main/engine');
/** Where the engine says what it measured. */
const SAID = /(?:\b(?:measured|expected|detail):|\bskipped\(|\bconst (?:age|lost|detail|unguarded) =)(.*)/;
/** Codes and comparisons on the same line. */
const NOT_SAID = /\bfault\([^)]*\)|\bisKnown\([^)]*\)|[!=]== '[^']*'/g;
/** Names and versions of things, the same in every language. */
const SAME_EVERYWHERE = new Set(['{} ms', '{} s', '{} %', '{} MiB', 'ping', 'echo', 'handshake', '{}: {}']);

/** Every phrase in the sources of the checks and of the test of a party, `{}` for what it fills in. */
function phrases(): string[] {
  const files = [...globSync('doctor/checks/*.ts', { cwd: engine }), 'trial/party-trials.ts'];
  const said = files
    .map((file) => readFileSync(path.join(engine, file), 'utf8'))
    // What is written below its name belongs to it.
    .flatMap((source) => source.replaceAll(/=\n\s+/g, '= ').split('\n'))
    .flatMap((line) => SAID.exec(line)?.[1]?.replaceAll(NOT_SAID, '') ?? []);
  const literals = said
    .flatMap((rest) => rest.match(/`[^`]*`|'[^']*'/g) ?? [])
    .map((literal) => literal.slice(1, -1).replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '{}'))
    // What is hung on to something else.
    .map((phrase) => (phrase.startsWith(', ') ? `{}${phrase}` : phrase));
  return [...new Set(literals)].filter((phrase) => /[a-z]{2}/.test(phrase.replaceAll('{}', '')));
}

describe('readings in German', () => {
  it('exist for each phrase that the engine says', () => {
    const found = phrases();
    expect(found.length).toBeGreaterThan(30);
    const missing = found.filter((phrase) => {
      const english = phrase.replaceAll('{}', '7');
      return !SAME_EVERYWHERE.has(phrase) && sayReading(english, 'de') === english;
    });
    expect(missing).toEqual([]);
  });

  it('say their facts in German, too, with a comma for a point', () => {
    expect(sayReading('0 % lost, 1.2 ms', 'de')).toBe('0 % verloren, 1,2 ms');
    expect(sayReading('0 % lost, no answer', 'de')).toBe('0 % verloren, keine Antwort');
    expect(sayReading('endpoint-independent mapping, unknown filtering', 'de')).toBe(
      'Zuordnung unabhängig vom Ziel, Filter unbekannt',
    );
  });

  it('leave addresses, versions and English alone', () => {
    for (const reading of ['10.66.0.1', 'wireguard-tools v1.0.20210914, wireguard-go', '1420', '']) {
      expect(sayReading(reading, 'de')).toBe(reading);
    }
    expect(sayReading('no answer', 'en')).toBe('no answer');
  });
});
