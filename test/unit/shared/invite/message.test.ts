import { expect, it } from 'vitest';
import packageJson from '../../../../package.json' with { type: 'json' };
import { formatCode, makeCode } from '../../../../shared/invite/code.ts';
import { HOMEPAGE } from '../../../../shared/invite/homepage.ts';
import { formatInvite, parseInvite } from '../../../../shared/invite/link.ts';
import { type InviteParts, inviteMessage } from '../../../../shared/invite/message.ts';
import { languages } from '../../../../shared/texts/language.ts';

const code = makeCode(Uint8Array.from({ length: 15 }, (_, i) => i * 7));
const servers = ['ws://192.168.1.5:8667', 'ws://[2001:db8::7]:8667'];
const party = { name: 'Friday LAN', code: formatCode(code), invite: formatInvite({ code, servers }) };
const forms: InviteParts[] = [true, false].flatMap((codeSuffices) =>
  [null, 'https://example.org/play'].map((page) => ({ party, codeSuffices, page })),
);

it('names the homepage that package.json names', () => {
  expect(HOMEPAGE).toBe(packageJson.homepage);
});

it.each(languages)('is two lines in %s that lead to the party, however they are pasted', (language) => {
  for (const parts of forms) {
    const message = inviteMessage(parts, language);
    expect(message.split('\n')).toHaveLength(2);
    expect(message).toContain(HOMEPAGE);
    for (const pasted of [
      message,
      message.replace('\n', ''),
      `> ${message}\n> see you`,
      message.split('\n')[0] ?? '',
    ]) {
      expect(parseInvite(pasted)).toEqual({ ok: true, value: { code, servers } });
    }
  }
});

it('names the code alone only where that leads to the party', () => {
  const [, second = ''] = inviteMessage({ party, codeSuffices: false, page: null }, 'en').split('\n');
  expect(second).not.toContain(party.code);
  const [, enough = ''] = inviteMessage({ party, codeSuffices: true, page: null }, 'en').split('\n');
  expect(parseInvite(enough)).toEqual({ ok: true, value: { code, servers: [] } });
});
