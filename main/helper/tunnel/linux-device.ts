/** What differs between the kernel's own WireGuard devices and those of `wireguard-go`, and what doesn't. */
import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { TunnelBackend } from './backend.ts';
import { attempt, failure } from './tools.ts';

/** Makes devices of one kind. A failed `create` leaves nothing behind. */
export type LinuxDevices = Pick<TunnelBackend, 'kind' | 'create'>;

/** Reads the interfaces of this process's own network namespace, which /sys does not follow. */
export function interfaceExists(name: string): boolean {
  const lines = readFileSync('/proc/self/net/dev', 'utf8').split('\n');
  return lines.some((line) => line.trimStart().startsWith(`${name}:`));
}

/** Deletes a device; fine when there is none. */
export async function deleteDevice(ip: string, name: string): Promise<Result<void>> {
  if (!interfaceExists(name)) return ok(undefined);
  const args = ['link', 'del', 'dev', name];
  const done = await attempt(ip, args);
  if (!done.ok) return done;
  const gone = done.value.exitCode === 0 || !interfaceExists(name);
  return gone ? ok(undefined) : fail(failure(ip, args, done.value));
}
