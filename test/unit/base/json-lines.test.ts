import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineReader, encodeLine } from '../../../main/base/json-lines.ts';

/** Feeds the chunks to a fresh reader and lists what it said. */
function read(chunks: readonly (string | Uint8Array)[], limitBytes = 1024) {
  const said: unknown[] = [];
  const reader = createLineReader({
    limitBytes,
    onLine: (value) => said.push({ value }),
    onBad: (reason) => said.push(reason),
  });
  for (const chunk of chunks) reader.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return said;
}

it('reads back any values however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.array(fc.nat(50), { minLength: 1 }), (values, sizes) => {
      const bytes = Buffer.from(values.map(encodeLine).join(''));
      const chunks: Uint8Array[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = 1 + (sizes[i % sizes.length] ?? 0);
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      const expected = values.map((value) => ({ value: JSON.parse(JSON.stringify(value)) }));
      expect(read(chunks, 1_000_000)).toEqual(expected);
    }),
  );
});

it('joins a character that two chunks share', () => {
  const bytes = Buffer.from(encodeLine('Zoë 🎮'));
  expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual([{ value: 'Zoë 🎮' }]);
});

it('holds a line back until its newline has come', () => {
  expect(read(['{"a":1}'])).toEqual([]);
  expect(read(['{"a":1}', '\n'])).toEqual([{ value: { a: 1 } }]);
});

it('takes a line of exactly the limit and refuses one byte more, once', () => {
  expect(read(['"345678"\n'], 8)).toEqual([{ value: '345678' }]);
  expect(read(['"3456789"\n1\n'], 8)).toEqual(['too-large', { value: 1 }]);
  expect(read(['"', ...Array(100).fill('aaaa'), '"\n2\n'], 8)).toEqual(['too-large', { value: 2 }]);
});

it('does not keep an endless line in memory', () => {
  const said: string[] = [];
  const reader = createLineReader({
    limitBytes: 1024,
    onLine: () => undefined,
    onBad: (reason) => said.push(reason),
  });
  const megabyte = new Uint8Array(1024 * 1024).fill(0x61);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 256; i++) reader.push(megabyte);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  expect(said).toEqual(['too-large']);
});

it.each([
  ['an empty line', '\n'],
  ['half a value', '{"a":\n'],
  ['two values', '1 2\n'],
  ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22, 0x0a)],
])('reports %s and goes on with the next line', (_, line) => {
  expect(read([line, 'true\n'])).toEqual(['not-json', { value: true }]);
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
      read(chunks, 32);
    }),
  );
});
