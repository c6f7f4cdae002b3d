/** The MQTT broker of Debian's package, where it is installed; nothing that runs as a service is touched. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

const PROGRAM = '/usr/sbin/mosquitto';
export const hasMosquitto = existsSync(PROGRAM);

/** Starts a broker that ends with the test. @returns its URL. */
export async function startMosquitto(): Promise<string> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'lanrage-mosquitto-'));
  const config = join(folder, 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const broker = spawn(PROGRAM, ['-c', config], { stdio: 'ignore' });
  onTestFinished(() => {
    broker.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await vi.waitUntil(() => answers(port));
  return `mqtt://127.0.0.1:${port}`;
}

/** A port of this machine that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
