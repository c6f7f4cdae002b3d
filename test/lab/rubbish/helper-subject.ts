import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../main/base/clock.ts';
import { connectHelper } from '../../../main/engine/helper/helper-client.ts';
import { hashHelperToken } from '../../../main/engine/helper/helper-token.ts';
import { unixOwnerSocket } from '../../../main/helper/owner-socket.ts';
import { startHelperServer } from '../../../main/helper/server.ts';
import { openTunnelRecords } from '../../../main/helper/tunnel-record.ts';
import { createTunnelRegistry } from '../../../main/helper/tunnel-registry.ts';
import { createVerbHandlers } from '../../../main/helper/tunnel-verbs.ts';
import { HELPER_PROTOCOL_VERSION } from '../../../shared/helper/verbs.ts';
import { ok } from '../../../shared/result.ts';
import { fakeTunnelBackend } from '../../mocks/fake-tunnel-backend.ts';
import type { Subject } from './subject.ts';

const key = randomBytes(32).toString('base64');
const name = 'lanrage7';
const wellMeant = [
  { id: 1, verb: 'environment', args: {} },
  { id: 2, verb: 'interface.up', args: { name, privateKey: key, listenPort: 0, mtu: 1420 } },
  { id: 3, verb: 'interface.address', args: { name, address: '10.66.0.1', prefix: 16 } },
  {
    id: 4,
    verb: 'peer.set',
    args: {
      name,
      peers: [
        {
          publicKey: key,
          endpoint: '203.0.113.7:51820',
          allowedIps: ['10.66.0.2/32'],
          keepaliveSeconds: 25,
          fresh: false,
        },
      ],
    },
  },
  { id: 5, verb: 'decoy.set', args: { name, group: 'g', endpoints: ['203.0.113.7:51820'] } },
  {
    id: 6,
    verb: 'discovery.set',
    args: { name, members: ['10.66.0.2'], ports: [{ first: 27015, last: 27020 }] },
  },
  { id: 7, verb: 'status', args: { name } },
  { id: 8, verb: 'interface.down', args: { name } },
];
/** Answers that are waited for together. */
const AT_ONCE = 500;

/** The helper's server with its verbs and its policy, on a machine whose devices are names in a list. Real connections. */
export async function helperSocket(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'lanrage-rubbish-'));
  const path = join(folder, 's');
  const uid = process.geteuid?.() ?? 0;
  const token = randomBytes(32).toString('base64url');
  const backend = fakeTunnelBackend();
  const registry = createTunnelRegistry({
    openBackend: async () => ok(backend),
    records: openTunnelRecords(folder),
    owner: { uid, networkNamespace: '1', helper: { pid: 1, startTime: '0' } },
  });
  const server = startHelperServer({
    ownerSocket: unixOwnerSocket(path, uid),
    tokenHash: hashHelperToken(token),
    graceMs: 3_600_000,
    registry,
    handlers: createVerbHandlers(registry),
    clock: systemClock,
    stays: true,
  });
  let socket: Socket | null = null;
  let waiting = 0;
  const open = async (): Promise<Socket> => {
    const made = connect(path);
    made.on('error', () => undefined);
    await once(made, 'connect');
    // Of rubbish that is no hello, a connection has one frame.
    made.write(`${JSON.stringify({ version: HELPER_PROTOCOL_VERSION, token })}\n`);
    made.resume();
    return made;
  };
  return {
    valid: wellMeant.map((frame) => new TextEncoder().encode(JSON.stringify(frame))),
    async take(bytes) {
      if (socket === null || socket.destroyed || !socket.writable) socket = await open();
      socket.write(bytes);
      socket.write('\n');
      // The list of what was done is the mock's, and must not count as growth.
      backend.calls.length = 0;
      if (++waiting % AT_ONCE !== 0) return;
      const sent = socket;
      while (sent.writable && sent.writableLength > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    async stillWorks() {
      socket?.destroy();
      const connected = await connectHelper(path, token);
      if (!connected.ok) return false;
      const answer = await connected.value.call('environment', {});
      connected.value.close();
      return answer.ok;
    },
    async close() {
      socket?.destroy();
      server.stop();
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
