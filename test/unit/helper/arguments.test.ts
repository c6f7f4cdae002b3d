import { expect, test } from 'vitest';
import { parseArguments } from '../../../main/helper/arguments.ts';

const good = ['--socket-dir=/run/lanrage', '--owner-uid=1000', `--token-hash=-${'A'.repeat(42)}`];

test('reads the command line of a launcher', () => {
  expect(parseArguments(good)).toEqual({
    'socket-dir': '/run/lanrage',
    'owner-uid': 1000,
    'token-hash': `-${'A'.repeat(42)}`,
    'grace-ms': 30_000,
  });
});

test.each([
  ['nothing', []],
  ['a missing option', good.slice(1)],
  ['an unknown option', [...good, '--shell=/bin/sh']],
  ['a stray word', [...good, 'up']],
  ['a relative folder', ['--socket-dir=run', ...good.slice(1)]],
  ['a user that is no number', [...good, '--owner-uid=root']],
  ['a negative user', [...good, '--owner-uid=-1']],
  ['the "nobody changes" user id', [...good, '--owner-uid=4294967295']],
  ['a short hash', [...good, '--token-hash=AAAA']],
  ['a longer grace time than the own', [...good, '--grace-ms=30001']],
])('refuses %s', (_, args) => {
  expect(parseArguments(args)).toBeNull();
});
