/** WireGuard's own tunnel service on Windows: one for each device, made from a configuration that is then deleted. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Command } from '../../base/run-command.ts';
import type { DeviceSettings } from './backend.ts';
import { attempt, failure, type RunTool } from './tools.ts';

/** A driver that hangs is known to happen; a second attempt after taking the first away then succeeds. */
const INSTALL_TIMEOUT_MS = 30_000;
const ATTEMPTS = 2;
const REMOVAL_TIMEOUT_MS = 10_000;
const POLL_MS = 100;

export interface WindowsServiceOptions {
  /** Path of `wireguard.exe`. */
  readonly wireguard: string;
  readonly sc: string;
  /** That only administrators and the system may open: the configuration holds the private key. */
  readonly folder: string;
  readonly run: RunTool;
  /** Tells whether the device answers. @returns the port it listens on. */
  openPort(name: string): Promise<Result<number>>;
}

export interface WindowsServices {
  exists(name: string): Promise<boolean>;
  /** Tells whether it was made from a configuration in our folder, which is gone by then but still named. */
  isOurs(name: string): Promise<boolean>;
  /** Makes the service anew: what one of that name had before has no effect any more. @returns the port. */
  install(name: string, settings: Required<DeviceSettings>, address: string | null): Promise<Result<number>>;
  uninstall(name: string): Promise<Result<void>>;
}

/** What a tunnel service is made from. An address that isn't known yet is given to the device later. */
export function formatServiceConfig(
  { privateKey, listenPort, mtu }: Required<DeviceSettings>,
  address: string | null,
): string {
  return [
    '[Interface]',
    `PrivateKey = ${privateKey}`,
    ...(address === null ? [] : [`Address = ${address}`]),
    ...(listenPort === 0 ? [] : [`ListenPort = ${listenPort}`]),
    `MTU = ${mtu}`,
    '',
  ].join('\r\n');
}

export function createWindowsServices(options: WindowsServiceOptions): WindowsServices {
  const { wireguard, sc, folder, run, openPort } = options;
  const limited: RunTool = (command: Command) => run({ ...command, timeoutMs: INSTALL_TIMEOUT_MS });

  const serviceOf = (name: string) => `WireGuardTunnel$${name}`;
  /** The service is named after its file. */
  const configOf = (name: string) => join(folder, `${name}.conf`);

  /** Told by the exit code: what it prints is in the language of the system. */
  async function exists(name: string): Promise<boolean> {
    const done = await attempt(sc, ['query', serviceOf(name)], {}, run);
    return done.ok && done.value.exitCode === 0;
  }

  async function isOurs(name: string): Promise<boolean> {
    const done = await attempt(sc, ['qc', serviceOf(name)], {}, run);
    const plain = (text: string) => text.replaceAll('\\', '/').toLowerCase();
    return done.ok && plain(done.value.stdout).includes(plain(configOf(name)));
  }

  async function uninstall(name: string): Promise<Result<void>> {
    if (!(await exists(name))) return ok(undefined);
    const args = ['/uninstalltunnelservice', name];
    const done = await attempt(wireguard, args, {}, limited);
    if (!done.ok) return done;
    const deadline = performance.now() + REMOVAL_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (!(await exists(name))) return ok(undefined);
      await delay(POLL_MS);
    }
    return fail(failure(wireguard, args, done.value));
  }

  async function installOnce(name: string, path: string): Promise<Result<number>> {
    const args = ['/installtunnelservice', path];
    const done = await attempt(wireguard, args, {}, limited);
    if (!done.ok) return done;
    if (done.value.exitCode !== 0) return fail(failure(wireguard, args, done.value));
    // Else it would be started with the system, and fail: its configuration is gone by then.
    await attempt(sc, ['config', serviceOf(name), 'start=', 'demand'], {}, run);
    return openPort(name);
  }

  return {
    exists,
    isOurs,
    uninstall,
    async install(name, settings, address) {
      const path = configOf(name);
      let result: Result<number>;
      let attempts = 0;
      try {
        do {
          const removed = await uninstall(name);
          if (!removed.ok) return removed;
          rmSync(path, { force: true });
          writeFileSync(path, formatServiceConfig(settings, address), { flag: 'wx', mode: 0o600 });
          result = await installOnce(name, path);
          attempts += 1;
        } while (!result.ok && attempts < ATTEMPTS);
      } finally {
        rmSync(path, { force: true });
      }
      if (!result.ok) await uninstall(name);
      return result;
    },
  };
}
