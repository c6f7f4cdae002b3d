import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactFields, redactText } from '../../../../main/base/log/redact.ts';
import { formatCode, makeCode } from '../../../../shared/invite/code.ts';
import { formatInvite } from '../../../../shared/invite/link.ts';

const open = { personal: true };
const shut = { personal: false };
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('secrets', () => {
  it('are taken out of any text by their form, at every level', () => {
    const secret = fc.oneof(
      bytes(32).map((key) => Buffer.from(key).toString('base64')),
      bytes(32).map((token) => Buffer.from(token).toString('base64url')),
      bytes(32).map((key) => Buffer.from(key).toString('hex')),
      bytes(15).map((random) => formatCode(makeCode(random))),
      bytes(15).map((random) => makeCode(random) as string),
      bytes(15).map((random) => formatCode(makeCode(random)).toLowerCase().replaceAll('-', ' ')),
      bytes(15).map((random) => formatInvite({ code: makeCode(random), servers: ['ws://10.0.0.1:8667'] })),
    );
    fc.assert(
      fc.property(secret, fc.constantFrom('', 'before ', '"', '(', 'x='), (text, before) => {
        expect(redactText(`${before}${text}, after`, open)).not.toContain(text);
      }),
    );
  });

  it('are taken out by the name of their field, however deep', () => {
    const fields = {
      privateKey: 'short',
      peer: { preshared_key: 'x', token: 'y', seed: randomBytes(4) },
      list: [{ password: 'z', inviteCode: { text: 'w' } }],
    };
    expect(redactFields(fields, open)).toEqual({
      privateKey: '[secret]',
      peer: { preshared_key: '[secret]', token: '[secret]', seed: '[secret]' },
      list: [{ password: '[secret]', inviteCode: '[secret]' }],
    });
  });

  it('are taken out of an error, its stack and its cause', () => {
    const key = randomBytes(32).toString('base64');
    const error = new Error(`wg said ${key}`, { cause: new Error(`because of ${key}`) });
    const said = JSON.stringify(redactFields({ error }, open));
    expect(said).not.toContain(key);
    expect(said).toContain('wg said [key]');
    expect(said).toContain('because of [key]');
  });

  it('in bytes are told by their number only', () => {
    expect(redactFields({ packet: Uint8Array.of(1, 2, 3) }, open)).toEqual({ packet: '[3 bytes]' });
  });
});

describe('addresses and names', () => {
  it.each([
    ['203.0.113.7:51820 answered', '[address]:51820 answered'],
    ['[2001:db8::1]:51820 answered', '[[address]]:51820 answered'],
    ['fe80::1%eth0: no route', '[address]%eth0: no route'],
    ['no route to 2001:db8::7: gone', 'no route to [address]: gone'],
    ['::ffff:192.0.2.1', '[address]'],
  ])('are hidden from info upwards: %s', (text, hidden) => {
    expect(redactText(text, shut)).toBe(hidden);
    expect(redactText(text, open)).toBe(text);
  });

  it('are hidden by the name of their field', () => {
    const fields = { name: 'Zoë', displayName: 'Zoë', interfaceName: 'lanrage0', fileName: 'a.log' };
    expect(redactFields(fields, shut)).toEqual({ ...fields, name: '[name]', displayName: '[name]' });
    expect(redactFields(fields, open)).toEqual(fields);
  });
});

it.each([
  'took 12:34:56, at 2026-11-21T10:20:30.400Z',
  'version 0.1.0 on 127.0.0.1 and ::1',
  'lanrage0 is up; std::vector',
  'a0d1e2f3-1111-2222-3333-444455556666',
  'internationalise misunderstanding',
])('leaves %s alone', (text) => {
  expect(redactText(text, shut)).toBe(text);
});

it('leaves no part of a secret where it cuts a text', () => {
  const key = Buffer.alloc(32, 0xa5).toString('base64');
  for (let shown = 1; shown < key.length; shown++) {
    const text = redactText(`${' '.repeat(8_000 - shown)}${key} and more`, open);
    expect(text.trim()).toBe('…');
  }
});

it('cuts a text that is no field but somebody’s output', () => {
  expect(redactText('a b '.repeat(10_000), shut).length).toBeLessThan(8_010);
});
