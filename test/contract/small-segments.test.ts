/** TCP segments of those who connect to a server, as the kernel tells them. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { limitSegments, SEGMENT_BYTES } from '../../main/servers/small-segments.ts';

it.runIf(process.platform === 'linux')(
  'are small both ways, so that they pass wherever 1280 bytes do',
  async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await limitSegments(server)).toBeNull();
    const { port } = server.address() as { port: number };
    const client = connect(port, '127.0.0.1');
    const [[accepted]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);

    const shown = execFileSync('ss', [
      '-Htino',
      'state',
      'established',
      `( dport = :${port} or sport = :${port} )`,
    ]);
    const segments = Array.from(String(shown).matchAll(/ mss:(\d+)/g), ([, bytes]) => Number(bytes));
    expect(segments).toHaveLength(2);
    for (const bytes of segments) expect(bytes).toBeLessThanOrEqual(SEGMENT_BYTES);

    accepted.destroy();
    client.destroy();
    server.close();
  },
);
