import { expect, it } from 'vitest';
import { parseServerAddress } from '../../../shared/stun/server-address.ts';

it.each([
  ['stun.example.org:3478', 'stun.example.org', 3478],
  ['localhost:1', 'localhost', 1],
  ['192.0.2.1:65535', '192.0.2.1', 65_535],
  ['[2001:db8::1]:3478', '2001:db8::1', 3478],
])('reads %s', (text, host, port) => {
  expect(parseServerAddress(text)).toEqual({ host, port });
});

it.each([
  '',
  'stun.example.org',
  'stun.example.org:',
  'stun.example.org:0',
  'stun.example.org:65536',
  'stun.example.org:03478',
  ':3478',
  'stun..example.org:3478',
  '-stun.example.org:3478',
  'stun.example.org:3478 ',
  'stun:stun.example.org:3478',
  '2001:db8::1:3478',
  '[2001:db8::1:3478',
  '[stun.example.org]:3478',
  '[192.0.2.1]:3478',
  `${'a.'.repeat(200)}b:3478`,
  'a/b:3478',
])('takes %o for nothing', (text) => {
  expect(parseServerAddress(text)).toBeNull();
});
