import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DamagedLog, readLog } from '../../../../../main/engine/path/recording/read-log.ts';
import { replay } from '../../../../../main/engine/path/recording/replay.ts';
import { recordParty } from './party-of-eight.ts';

const whole = recordParty(0.03, { game: false }).read();
const lines = gunzipSync(whole).toString().trimEnd().split('\n');

function withLine(index: number, change: (line: string) => string): Uint8Array {
  return gzipSync(`${lines.map((line, i) => (i === index ? change(line) : line)).join('\n')}\n`);
}

/** What reading and playing it to its end ends with. */
function damageOf(packed: Uint8Array): string {
  try {
    for (const _ of replay(readLog(packed)));
  } catch (error) {
    if (error instanceof DamagedLog) return error.message;
    throw error;
  }
  return 'none';
}

describe('a damaged log', () => {
  it('is none as it was made', () => {
    expect(lines.length).toBeGreaterThan(3);
    expect(damageOf(whole)).toBe('none');
  });

  it.each<[string, string, () => Uint8Array]>([
    ['no gzip', 'unreadable (line 1)', () => Buffer.from('PK\x03\x04')],
    ['cut off within what is packed', 'unreadable (line 1)', () => whole.subarray(0, whole.length - 20)],
    ['larger than any when unpacked', 'unreadable (line 1)', () => gzipSync(Buffer.alloc(130 * 1024 * 1024))],
    ['without its end', 'cut-off (line 2)', () => gzipSync(`${lines.slice(0, 2).join('\n')}\n`)],
    ['nothing but a head', 'cut-off (line 1)', () => gzipSync(`${lines[0]}\n`)],
    ['empty', 'no-log (line 1)', () => gzipSync('')],
    [
      'of another version',
      'no-log (line 1)',
      () => withLine(0, (line) => line.replace('"version":1', '"version":2')),
    ],
    ['without JSON in a line', 'bad-line (line 3)', () => withLine(2, () => '{')],
    [
      'with a chunk of other fields',
      'bad-line (line 3)',
      () => withLine(2, (line) => line.replace('"atMs"', '"at"')),
    ],
    [
      'with an event that points nowhere',
      'bad-line (line 2)',
      () => withLine(1, (line) => line.replace('"template":[0', '"template":[9999')),
    ],
    [
      'with an event that there is none of',
      'bad-event (line 2)',
      () => withLine(1, (line) => line.replace('\\"carried-out\\"', '\\"fired-off\\"')),
    ],
    [
      'with fewer numbers than events',
      'bad-event (line 2)',
      () => withLine(1, (line) => line.replace(/(\{"scale":1,"steps":\[)[^\]]+/, '$1')),
    ],
  ])('is told of by one error: %s', (_, damage, make) => {
    expect(damageOf(make())).toBe(damage);
  });
});

describe('a log in which something was changed', () => {
  it('leads to other effects, and from which event on is known', () => {
    // The member's first echo comes under another number.
    const changed = withLine(1, (line) =>
      line.replace('"session\\":0,\\"seq\\":0', '"seq\\":0,\\"session\\":0'),
    );
    const all = [...replay(readLog(changed))];
    const first = all.find(({ isSame }) => !isSame);
    expect(first?.event.type).toBe('echo');
  });

  it('is found where one digest alone is another one', () => {
    const index = lines[1]?.indexOf('"digests":[') ?? -1;
    expect(index).toBeGreaterThan(0);
    const changed = withLine(1, (line) =>
      line.replace(/"digests":\[(\d+)/, (_, digest) => `"digests":[${(Number(digest) + 1) % 65_536}`),
    );
    expect([...replay(readLog(changed))].filter(({ isSame }) => !isSame)).toHaveLength(1);
  });
});
