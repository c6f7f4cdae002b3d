/** What Linux tells at once of its interfaces, addresses and routes, through `ip monitor`. Needs no rights. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const PROGRAMS = ['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip', '/bin/ip'];
const OBJECTS = ['link', 'address', 'route'];

/**
 * Calls back at each piece of news until the returned function is called. Whoever listens looks now and then all the same:
 * where the program is missing or ends, nothing is told.
 */
export function onLinuxNetworkEvent(listener: () => void): () => void {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program === undefined) return () => undefined;
  const child = spawn(program, ['monitor', ...OBJECTS], { stdio: ['ignore', 'pipe', 'ignore'], cwd: '/' });
  child.on('error', () => undefined);
  child.stdout.on('data', () => listener());
  child.unref();
  // A pipe keeps the process alive by itself.
  (child.stdout as typeof child.stdout & { unref?(): void }).unref?.();
  return () => {
    child.stdout.removeAllListeners('data');
    child.kill();
  };
}
