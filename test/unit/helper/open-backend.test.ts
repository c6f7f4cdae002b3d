import { expect, test } from 'vitest';
import { openBackend } from '../../../main/helper/tunnel/open-backend.ts';

test.each(['darwin', 'win32', 'freebsd'] as const)(
  'tunnels on %s are a clear fault, not a crash',
  async (platform) => {
    expect(await openBackend(platform)).toEqual({
      ok: false,
      fault: { code: 'tunnel.unsupported-platform', args: { platform } },
    });
  },
);
