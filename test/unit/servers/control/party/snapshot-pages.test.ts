import { describe, expect, it } from 'vitest';
import { snapshotPages } from '../../../../../main/servers/control/party/snapshot-pages.ts';
import type { Member } from '../../../../../shared/control/messages.ts';

function member(index: number, sealedLength: number): Member {
  const record = { seq: 1, sealed: 'A'.repeat(sealedLength), signature: 'B'.repeat(86) };
  return {
    peer: 'P'.repeat(22),
    identity: 'I'.repeat(43),
    wireguardKey: 'K'.repeat(44),
    index,
    presence: 'online',
    record,
  };
}

describe('the pages of a snapshot', () => {
  it('hold every member once, in order, each within the limit', () => {
    const members = Array.from({ length: 20 }, (_, i) => member(i + 1, (i * 137) % 900));
    const pages = snapshotPages(7, members, 2_048);
    expect(pages.flatMap((page) => page.members)).toEqual(members);
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThanOrEqual(2_048);
    expect(pages.map((page) => page.last)).toEqual(pages.map((_, i) => i === pages.length - 1));
    expect(new Set(pages.map((page) => page.seq))).toEqual(new Set([7]));
  });

  it('are one where all fits', () => {
    expect(snapshotPages(1, [member(1, 10), member(2, 10)])).toHaveLength(1);
  });
});
