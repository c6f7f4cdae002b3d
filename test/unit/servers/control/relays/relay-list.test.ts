import { describe, expect, it } from 'vitest';
import { fitRelays } from '../../../../../main/servers/control/relays/relay-list.ts';
import { CONTROL_FRAME_LIMIT_BYTES, relaySchema } from '../../../../../shared/control/messages.ts';

/** The largest relay that may register. */
function largest(n: number) {
  const publicKey = Buffer.alloc(32, n).toString('base64');
  const endpoint = '[2001:0db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535';
  const url = `wss://${'a'.repeat(60)}.${'b'.repeat(48)}.org/relay`;
  return relaySchema.parse({
    id: `${n}`.padStart(64, 'x'),
    publicKey,
    port: 65_535,
    endpoints: Array.from({ length: 8 }, () => endpoint),
    probe: {
      publicKey,
      port: 65_535,
      endpoints: Array.from({ length: 4 }, () => endpoint),
      otherAddress: true,
    },
    tcp: [url, url],
  });
}

describe('the list of relays', () => {
  const all = Array.from({ length: 16 }, (_, n) => largest(n));

  it('leaves out what is too much for a frame, and keeps the order', () => {
    expect(JSON.stringify(all).length).toBeGreaterThan(CONTROL_FRAME_LIMIT_BYTES);
    const listed = fitRelays(all, all[0]?.id ?? null);
    const frame = JSON.stringify({ type: 'relay.list', relays: listed, chosen: all[0]?.id });
    expect(frame.length).toBeLessThanOrEqual(CONTROL_FRAME_LIMIT_BYTES);
    expect(listed).toEqual(all.slice(0, listed.length));
    expect(listed.length).toBeGreaterThan(8);
  });

  it('has the chosen relay in any case', () => {
    const chosen = all[15];
    const listed = fitRelays(all, chosen?.id ?? null);
    expect(listed.at(-1)).toBe(chosen);
  });

  it('is whole where it fits', () => {
    expect(fitRelays(all.slice(0, 4), null)).toEqual(all.slice(0, 4));
    expect(fitRelays([], null)).toEqual([]);
  });
});
