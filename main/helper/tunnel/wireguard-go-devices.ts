/**
 * Devices of `wireguard-go`: one process each. It stays in the foreground, in a session of its own, so that it is
 * known by its id and outlives a helper that is killed; the game goes on until the next helper takes it over.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { identify, isAlive, type ProcessIdentity } from '../process-identity.ts';
import type { DeviceEvents } from './backend.ts';
import { interfaceExists, type LinuxDevices } from './linux-device.ts';

/** Shared by every network namespace of the machine. */
const SOCKET_FOLDER = '/var/run/wireguard';
const START_TIMEOUT_MS = 5_000;
const STOP_TIMEOUT_MS = 2_000;
const POLL_MS = 2;

/** How a system names the devices. */
export interface DeviceNaming {
  /** The system's name of ours; empty while it has none. */
  deviceOf(name: string): string;
  /** What `wireguard-go` is asked for; ours when absent. */
  readonly wanted?: string;
  environment(name: string): Readonly<Record<string, string>>;
  exists(name: string): boolean;
}

const linuxNaming: DeviceNaming = {
  deviceOf: (name) => name,
  environment: () => ({}),
  exists: interfaceExists,
};

export function createWireguardGoDevices(program: string, naming: DeviceNaming = linuxNaming): LinuxDevices {
  return {
    kind: 'wireguard-go',
    async create(name, events) {
      if (await answers(naming.deviceOf(name))) return fail(fault('tunnel.interface-exists', { name }));
      const daemon = start(program, name, naming, events);
      if (daemon === null) {
        return fail(fault('tunnel.create-failed', { reason: 'not-started', program }));
      }
      if (await isReady(name, naming, daemon)) return ok(undefined);
      await endWireguardGo(naming.deviceOf(name), daemon);
      return fail(fault('tunnel.create-failed', { reason: 'not-opened', program, name }));
    },
  };
}

/**
 * Ends the process of a device, which takes the device away, and removes its control socket.
 * @param name - the system's name of it; empty when it has none yet.
 */
export async function endWireguardGo(name: string, daemon: ProcessIdentity): Promise<Result<void>> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadline = performance.now() + STOP_TIMEOUT_MS;
    if (isAlive(daemon)) process.kill(daemon.pid, signal);
    while (isAlive(daemon) && performance.now() < deadline) await delay(POLL_MS);
  }
  if (isAlive(daemon)) {
    return fail(fault('tunnel.create-failed', { reason: 'not-ended', program: 'wireguard-go', name }));
  }
  if (name !== '' && !(await answers(name))) rmSync(socketOf(name), { force: true });
  return ok(undefined);
}

function start(
  program: string,
  name: string,
  naming: DeviceNaming,
  events: DeviceEvents,
): ProcessIdentity | null {
  const child = spawn(program, ['-f', naming.wanted ?? name], {
    cwd: '/',
    env: { LOG_LEVEL: 'error', ...naming.environment(name) },
    detached: true,
    stdio: 'ignore',
  });
  // Without a listener a program that can't be started would end the helper; the missing id says it already.
  child.on('error', () => undefined);
  child.once('exit', () => events.onGone());
  child.unref();
  const daemon = child.pid === undefined ? null : identify(child.pid);
  if (daemon !== null) announce(child, () => events.onStarted(daemon));
  return daemon;
}

/** What could not be recorded must not run: nobody would find it after a crash. */
function announce(child: ChildProcess, onStarted: () => void): void {
  try {
    onStarted();
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function isReady(
  name: string,
  { exists, deviceOf }: DeviceNaming,
  daemon: ProcessIdentity,
): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && isAlive(daemon)) {
    if (exists(name) && (await answers(deviceOf(name)))) return true;
    await delay(POLL_MS);
  }
  return false;
}

/** Tells whether some process serves the control socket of that name; a file alone may be left over. */
function answers(name: string): Promise<boolean> {
  if (name === '') return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(socketOf(name));
    const settle = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', settle(true)).once('error', settle(false));
  });
}

/** Control socket of a device, by the system's name of it. */
export function socketOf(name: string): string {
  return `${SOCKET_FOLDER}/${name}.sock`;
}
