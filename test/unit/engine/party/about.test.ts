import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { derivePartyKeys, type PartyKeys } from '../../../../main/crypto/party-keys.ts';
import { seal } from '../../../../main/crypto/seal.ts';
import { openAbout, sealAbout } from '../../../../main/engine/party/about.ts';
import { transcript } from '../../../../shared/control/transcripts.ts';
import { makeCode } from '../../../../shared/invite/code.ts';

let keys: PartyKeys;
let others: PartyKeys;
beforeAll(async () => {
  [keys, others] = await Promise.all([
    derivePartyKeys(makeCode(randomBytes(15))),
    derivePartyKeys(makeCode(randomBytes(15))),
  ]);
});

describe("a party's name", () => {
  it('is read by those who know the code, and by nobody else', () => {
    const sealed = sealAbout('Friday night', keys);
    expect(openAbout(sealed, keys)).toBe('Friday night');
    expect(openAbout(sealed, others)).toBeNull();
    expect(sealed).not.toContain('Friday');
  });

  it('is none when a server passes on that of another party, or a part of it', () => {
    expect(openAbout(sealAbout('Theirs', others), keys)).toBeNull();
    expect(openAbout(sealAbout('Ours', keys).slice(0, 40), keys)).toBeNull();
    expect(openAbout('', keys)).toBeNull();
  });

  it('is none when a member sealed something that is no name', () => {
    const context = transcript('lanrage/about/v1', keys.partyId);
    const forge = (text: string) => seal(keys.sealKey, context, new TextEncoder().encode(text));
    for (const text of ['{', '{"name":""}', '{"name":"\u202ereversed"}', `{"name":"${'x'.repeat(41)}"}`]) {
      expect(openAbout(forge(text), keys)).toBeNull();
    }
  });
});
