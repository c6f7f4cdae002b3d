import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCode, makeCode } from '../../../../shared/invite/code.ts';
import { formatInvite, isMeantAsInvite, pageLink, parseInvite } from '../../../../shared/invite/link.ts';

const code = makeCode(Uint8Array.from({ length: 15 }, (_, i) => i * 7));
const shown = formatCode(code);
const invite = (servers: string[]) => ({ ok: true, value: { code, servers } });

const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constant('[2001:db8::7]'));
const port = fc.integer({ min: 1, max: 65535 }).filter((one) => one !== 80 && one !== 443);
const server = fc
  .tuple(fc.constantFrom('ws', 'wss'), host, port)
  .map(([scheme, name, number]) => `${scheme}://${name}:${number}`);

it('comes back from its link, with all servers in their order', () => {
  const random = fc.uint8Array({ minLength: 15, maxLength: 15 }).map(makeCode);
  fc.assert(
    fc.property(random, fc.array(server, { maxLength: 16 }), (one, servers) => {
      expect(parseInvite(formatInvite({ code: one, servers }))).toEqual({
        ok: true,
        value: { code: one, servers },
      });
    }),
  );
});

it('keeps the code in the fragment, which no program sends to a server', () => {
  const link = formatInvite({ code, servers: ['ws://192.0.2.1:8667', 'wss://play.example.org'] });
  expect(link).toBe(`lanrage://join/192.0.2.1:8667,wss:play.example.org#${shown}`);
});

describe('what people paste', () => {
  it.each([
    ['a bare code', shown, []],
    ['a code in small letters with spaces around', `\n  ${shown.toLowerCase()} \t`, []],
    ['a link without a server', `lanrage://join/#${shown}`, []],
    ['a link in capitals', `LANRAGE://JOIN/192.0.2.1:8667#${shown}`, ['ws://192.0.2.1:8667']],
    [
      'a link within a message',
      `Come play! lanrage://join/192.0.2.1:8667#${shown}, tonight at 8. See https://example.org`,
      ['ws://192.0.2.1:8667'],
    ],
    ['a link in brackets', `<lanrage://join/wss:play.example.org#${shown}>`, ['wss://play.example.org']],
    [
      'a link whose next line was joined to it',
      `lanrage://join/192.0.2.1:8667#${shown}Or enter`,
      ['ws://192.0.2.1:8667'],
    ],
    [
      'a link whose brackets a chat rewrote',
      `lanrage://join/%5B2001:db8::7%5D:8667#${shown}`,
      ['ws://[2001:db8::7]:8667'],
    ],
    ['a code in a sentence', `Ben: my code is ${shown}. Get it at https://example.org`, []],
    ['a code between words of four letters', `come play this game ${shown} with dave anna`, []],
    [
      'a link of a web page',
      `https://example.org/play#join/192.0.2.1:8667/${shown}`,
      ['ws://192.0.2.1:8667'],
    ],
    ['a link of a web page without servers', `<https://example.org/#join//${shown}>!`, []],
    ['a link whose hyphens became dashes', `lanrage://join/#${shown.replaceAll('-', '–')}`, []],
  ])('may be %s', (_, text, servers) => {
    expect(parseInvite(text)).toEqual(invite(servers));
  });

  it.each([
    ['a web page', 'https://example.org/join', 'example.org'],
    ['another program’s link', 'steam://joinlobby/730', 'joinlobby'],
    ['an action of ours that is none', `lanrage://leave/x#${shown}`, 'leave'],
  ])('is foreign when it is %s', (_, text, found) => {
    expect(parseInvite(text)).toEqual({
      ok: false,
      fault: { code: 'party.invite-foreign', args: { found } },
    });
  });

  it.each([
    ['a path', `lanrage://join/192.0.2.1:8667/admin#${shown}`],
    ['a password', `lanrage://join/ada:pw@192.0.2.1:8667#${shown}`],
    ['a query', `lanrage://join/192.0.2.1:8667?x=1#${shown}`],
    ['a port that is none', `lanrage://join/192.0.2.1:99999#${shown}`],
    ['too many servers', `lanrage://join/${Array(17).fill('192.0.2.1:1').join()}#${shown}`],
  ])('is refused when its server has %s', (_, text) => {
    expect(parseInvite(text)).toMatchObject({ ok: false, fault: { code: 'party.invite-foreign' } });
  });

  it('is told to be mistyped when the code of a link is', () => {
    const wrong = shown.replace(/.$/, (last) => (last === '0' ? '2' : '0'));
    expect(parseInvite(`lanrage://join/192.0.2.1:8667#${wrong}`)).toMatchObject({
      fault: { code: 'party.code-mistyped' },
    });
  });

  it('is told to be malformed when it is neither', () => {
    expect(parseInvite('see you at eight')).toMatchObject({ fault: { code: 'party.code-malformed' } });
    expect(parseInvite('lanrage://join/192.0.2.1:8667#short')).toMatchObject({
      fault: { code: 'party.code-malformed' },
    });
  });
});

it('comes back from the link of a web page, whose server sees nothing of it', () => {
  fc.assert(
    fc.property(fc.array(server, { maxLength: 16 }), (servers) => {
      const link = pageLink('https://example.org/play', formatInvite({ code, servers }));
      expect(link.startsWith('https://example.org/play#join/')).toBe(true);
      expect(parseInvite(`${link}\n`)).toEqual(invite(servers));
    }),
  );
});

it('is told from other texts, also with a slip in it', () => {
  const slip = shown.replace(/.$/, (last) => (last === '0' ? '2' : '0'));
  expect([shown, slip, `so: ${slip}`, 'lanrage://join/x#y'].map(isMeantAsInvite)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const others = [
    'come play this game',
    'https://example.org',
    '550e8400-e29b-41d4-a716-446655440000',
    'Ben',
    '',
  ];
  expect(others.map(isMeantAsInvite)).toEqual(others.map(() => false));
});

it('answers any text with an invite of ws addresses or one of three faults', () => {
  const tail = fc.string({ unit: 'binary', maxLength: 60 });
  const text = fc.oneof(
    tail,
    tail.map((one) => `lanrage://join/${one}#${shown}`),
    tail.map((one) => `lanrage://join/192.0.2.1:1#${one}`),
  );
  fc.assert(
    fc.property(text, (one) => {
      const parsed = parseInvite(one);
      if (!parsed.ok) {
        expect(parsed.fault.code).toMatch(/^party\.(code-malformed|code-mistyped|invite-foreign)$/);
        return;
      }
      for (const url of parsed.value.servers) {
        const { protocol, pathname, search, hash, username } = new URL(url);
        expect([protocol === 'ws:' || protocol === 'wss:', pathname, search, hash, username]).toEqual([
          true,
          '/',
          '',
          '',
          '',
        ]);
      }
    }),
    { numRuns: 500 },
  );
});
