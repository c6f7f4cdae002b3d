import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isOwnConnection } from '../../../main/headless/connection-owner.ts';

describe.runIf(process.platform === 'linux')('the owner of a loopback connection', () => {
  test('is this user for a program of this user, through IPv4 and IPv6 sockets, and nobody else', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    for (const host of ['127.0.0.1', '::ffff:127.0.0.1']) {
      const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
      const client = connect(port, host);
      const socket = await accepted;
      expect(isOwnConnection(socket)).toBe(true);
      expect(isOwnConnection(socket, (process.geteuid?.() ?? 0) + 1)).toBe(false);
      client.destroy();
      socket.destroy();
    }
    server.close();
  });

  describe('as the system lists it', () => {
    const ends = {
      remoteAddress: '127.0.0.1',
      remotePort: 40_000,
      localAddress: '127.0.0.1',
      localPort: 8666,
    };
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'lanrage-owner-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    function isOwn(uid: number, ...rows: readonly string[]): boolean {
      const table = join(folder, 'tcp');
      writeFileSync(table, ['  sl  local_address rem_address   st …', ...rows, ''].join('\n'));
      return isOwnConnection(ends, uid, [table, join(folder, 'tcp6')]);
    }

    const row = (local: string, remote: string, uid: number) =>
      `   0: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${uid}        0 12345 1 0000000000000000`;

    test('is the user of the client’s row, not of the server’s', () => {
      const rows = [row('0100007F:21DA', '0100007F:9C40', 1000), row('0100007F:9C40', '0100007F:21DA', 1001)];
      expect(isOwn(1001, ...rows)).toBe(true);
      expect(isOwn(1000, ...rows)).toBe(false);
    });

    test('is nobody when the connection has gone or another one has those ports', () => {
      expect(isOwn(1000)).toBe(false);
      expect(isOwn(1000, row('0200007F:9C40', '0100007F:21DA', 1000))).toBe(false);
    });
  });
});
