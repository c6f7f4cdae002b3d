import { expect, test } from 'vitest';
import { openBackend } from '../../../main/helper/tunnel/open-backend.ts';

test('tunnels on another system are a clear fault, not a crash', async () => {
  expect(await openBackend('freebsd', '/nowhere')).toEqual({
    ok: false,
    fault: { code: 'tunnel.unsupported-platform', args: { platform: 'freebsd' } },
  });
});

test.each(['darwin', 'win32'] as const)(
  'says how to get WireGuard on %s where it is missing',
  async (platform) => {
    const opened = await openBackend(platform, '/nowhere');
    expect(opened).toMatchObject({ fault: { code: 'tunnel.wireguard-missing' } });
  },
);
