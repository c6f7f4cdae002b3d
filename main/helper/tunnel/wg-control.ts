/** A device by `wg`, which does alike on every system. */
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { TunnelBackend } from './backend.ts';
import type { LendSecret } from './secrets.ts';
import type { DeviceControl } from './steering.ts';
import { attempt, failure, type RunTool, runTool, type ToolInput } from './tools.ts';
import { formatPeers, removalArguments } from './wg-config.ts';
import { parseWgDump } from './wg-dump.ts';

export interface WgControlOptions {
  /** Path of `wg`. */
  readonly wg: string;
  readonly exists: TunnelBackend['exists'];
  /** The system's own name of a device; the same in most. */
  readonly deviceOf?: (name: string) => string;
  readonly lend: LendSecret;
  readonly run?: RunTool;
}

export function createWgControl(options: WgControlOptions): DeviceControl {
  const { wg, exists, lend, run, deviceOf = (name) => name } = options;

  /** Runs `wg` on an interface; one that is gone is told apart without reading error texts. */
  async function onDevice(name: string, args: readonly string[], input?: ToolInput): Promise<Result<string>> {
    const done = await runTool(wg, args, input, run);
    return done.ok || (await exists(name)) ? done : fail(fault('tunnel.interface-missing', { name }));
  }

  async function removePeers(name: string, publicKeys: readonly string[]): Promise<Result<void>> {
    const done = await onDevice(name, removalArguments(deviceOf(name), publicKeys));
    return done.ok ? ok(undefined) : done;
  }

  return {
    async listenPort(name) {
      const shown = await onDevice(name, ['show', deviceOf(name), 'listen-port']);
      return shown.ok ? ok(Number(shown.value)) : shown;
    },
    async setListenPort(name, port) {
      const args = ['set', deviceOf(name), 'listen-port', String(port)];
      const done = await attempt(wg, args, {}, run);
      if (!done.ok) return done;
      if (done.value.exitCode === 0) return ok(undefined);
      const isTaken = done.value.stderr.includes('Address already in use');
      return fail(isTaken ? fault('tunnel.port-taken', { port }) : failure(wg, args, done.value));
    },
    async setPrivateKey(name, key) {
      const done = await lend(`${key}\n`, (path, input) =>
        onDevice(name, ['set', deviceOf(name), 'private-key', path], input),
      );
      return done.ok ? ok(undefined) : done;
    },
    async setPeers(name, peers, forgotten) {
      const removed = forgotten.length === 0 ? ok(undefined) : await removePeers(name, forgotten);
      if (!removed.ok) return removed;
      const done = await lend(formatPeers(peers), (path, input) =>
        onDevice(name, ['addconf', deviceOf(name), path], input),
      );
      return done.ok ? ok(undefined) : done;
    },
    removePeers,
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
