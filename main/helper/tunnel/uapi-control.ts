/** A device of `wireguard-go` by its own socket. */
import { constants } from 'node:os';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { TunnelBackend } from './backend.ts';
import type { DeviceControl } from './steering.ts';
import { errnoOf, formatSet, GET, keyLine, parseDevice, peerLines, removalLines } from './uapi-format.ts';
import { askDevice } from './uapi-socket.ts';
import { socketOf } from './wireguard-go-devices.ts';

/** What people and rules call it; the program itself takes no such arguments. */
const [SET, SHOW] = ['wireguard-go set', 'wireguard-go get'];

export function createUapiControl(exists: TunnelBackend['exists'], pathOf = socketOf): DeviceControl {
  /** @param text - what is asked for, for people: never what it holds. */
  async function ask(name: string, request: string, text: string): Promise<Result<string>> {
    const answered = await askDevice(pathOf(name), request);
    if (!answered.ok) {
      return (await exists(name)) ? answered : fail(fault('tunnel.interface-missing', { name }));
    }
    const errno = errnoOf(answered.value);
    if (errno === 0) return answered;
    if (errno === null) {
      return fail(fault('tunnel.create-failed', { reason: 'unknown-format', command: text }));
    }
    return fail(fault('tunnel.create-failed', { reason: 'tool-failed', command: text, exitCode: -errno }));
  }

  async function set(name: string, lines: readonly string[]): Promise<Result<void>> {
    const done = await ask(name, formatSet(lines), `${SET} ${name}`);
    return done.ok ? ok(undefined) : done;
  }

  async function status(name: string) {
    const command = `${SHOW} ${name}`;
    const answer = await ask(name, GET, command);
    if (!answer.ok) return answer;
    const parsed = parseDevice(name, answer.value);
    if (parsed !== null) return ok(parsed);
    return fail(fault('tunnel.create-failed', { reason: 'unknown-format', command }));
  }

  return {
    status,
    async listenPort(name) {
      const device = await status(name);
      return device.ok ? ok(device.value.listenPort) : device;
    },
    async setListenPort(name, port) {
      const done = await set(name, [`listen_port=${port}`]);
      return done.ok || !isAddressInUse(done) ? done : fail(fault('tunnel.port-taken', { port }));
    },
    setPrivateKey: (name, key) => set(name, [keyLine(key)]),
    // One transaction: nobody sees the device between the two.
    setPeers: (name, peers, forgotten) =>
      set(name, [...forgotten.flatMap(removalLines), ...peers.flatMap(peerLines)]),
    removePeers: (name, publicKeys) => set(name, publicKeys.flatMap(removalLines)),
  };
}

function isAddressInUse({ fault: { code, args } }: Extract<Result<void>, { readonly ok: false }>): boolean {
  return (
    code === 'tunnel.create-failed' &&
    args.reason === 'tool-failed' &&
    args.exitCode === constants.errno.EADDRINUSE
  );
}
