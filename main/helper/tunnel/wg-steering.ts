/** What `wg` does alike on every system: key, port, peers and status of a device that is there. */
import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { DeviceSettings, TunnelBackend } from './backend.ts';
import type { LendSecret } from './secrets.ts';
import { attempt, failure, type RunTool, runTool, type ToolInput } from './tools.ts';
import { formatPeers, removalArguments } from './wg-config.ts';
import { parseWgDump } from './wg-dump.ts';

const UP_TIMEOUT_MS = 2_000;
const POLL_MS = 3;

export interface WgSteeringOptions {
  /** Path of `wg`. */
  readonly wg: string;
  readonly exists: TunnelBackend['exists'];
  /** The system's own name of a device; the same in most. */
  readonly deviceOf?: (name: string) => string;
  readonly lend: LendSecret;
  readonly run?: RunTool;
  /** How long a device may take to open its port, in ms. */
  readonly upTimeoutMs?: number;
}

export interface WgSteering extends Pick<TunnelBackend, 'setPeers' | 'removePeers' | 'status'> {
  /** Waits until it listens. @returns the port. */
  openPort(name: string): Promise<Result<number>>;
  /**
   * Gives a device that is up its port, once it listens at all, and then its key.
   * @returns the port it listens on. @fault tunnel.port-taken - it listens at the previous one.
   */
  configure(name: string, settings: Omit<DeviceSettings, 'mtu'>): Promise<Result<number>>;
}

export function createWgSteering(options: WgSteeringOptions): WgSteering {
  const { wg, exists, lend, run, deviceOf = (name) => name, upTimeoutMs = UP_TIMEOUT_MS } = options;

  /** Runs `wg` on an interface; one that is gone is told apart without reading error texts. */
  async function onDevice(name: string, args: readonly string[], input?: ToolInput): Promise<Result<string>> {
    const done = await runTool(wg, args, input, run);
    return done.ok || (await exists(name)) ? done : fail(fault('tunnel.interface-missing', { name }));
  }

  async function openPort(name: string): Promise<Result<number>> {
    const deadline = performance.now() + upTimeoutMs;
    while (performance.now() < deadline) {
      const shown = await onDevice(name, ['show', deviceOf(name), 'listen-port']);
      if (!shown.ok) return shown;
      const port = Number(shown.value);
      if (port > 0) return ok(port);
      await delay(POLL_MS);
    }
    return fail(fault('tunnel.create-failed', { reason: 'no-udp-port', name }));
  }

  async function setPort(name: string, port: number, previous: number): Promise<Result<number>> {
    if (await isPortTaken(port)) return fail(fault('tunnel.port-taken', { port }));
    const set = (to: number) => ['set', deviceOf(name), 'listen-port', String(to)];
    const done = await attempt(wg, set(port), {}, run);
    if (!done.ok) return done;
    if (done.value.exitCode === 0) return ok(port);
    // The failed attempt has closed the socket that was open.
    await attempt(wg, set(previous), {}, run);
    const taken = done.value.stderr.includes('Address already in use');
    return fail(taken ? fault('tunnel.port-taken', { port }) : failure(wg, set(port), done.value));
  }

  return {
    openPort,
    async configure(name, { privateKey, listenPort }) {
      const opened = await openPort(name);
      const isWanted = !opened.ok || listenPort === 0 || listenPort === opened.value;
      const port = isWanted ? opened : await setPort(name, listenPort, opened.value);
      if (!port.ok || privateKey === undefined) return port;
      const keyed = await lend(`${privateKey}\n`, (path, input) =>
        onDevice(name, ['set', deviceOf(name), 'private-key', path], input),
      );
      return keyed.ok ? port : keyed;
    },
    async setPeers(name, peers) {
      const done = await lend(formatPeers(peers), (path, input) =>
        onDevice(name, ['addconf', deviceOf(name), path], input),
      );
      return done.ok ? ok(undefined) : done;
    },
    async removePeers(name, publicKeys) {
      const done = await onDevice(name, removalArguments(deviceOf(name), publicKeys));
      return done.ok ? ok(undefined) : done;
    },
    async status(name) {
      const done = await onDevice(name, ['show', deviceOf(name), 'dump']);
      if (!done.ok) return done;
      const status = parseWgDump(name, done.value.replaceAll('\r\n', '\n'));
      return status === null
        ? fail(
            fault('tunnel.create-failed', { reason: 'unknown-format', command: `${wg} show ${name} dump` }),
          )
        : ok(status);
    },
  };
}

/** Asks the system before anything is changed; `wg` has the last word. */
export function isPortTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(true);
    });
    socket.bind({ port, exclusive: true }, () => socket.close(() => resolve(false)));
  });
}
