/** WireGuard on Windows, by its tunnel service, `wg.exe` and PowerShell. Nothing that is localised is ever read. */
import { fault } from '../../../shared/faults/fault.ts';
import type { WindowsStep } from '../../../shared/faults/reason.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { runPowershell } from '../../base/powershell.ts';
import { runCommand } from '../../base/run-command.ts';
import { wireguardInstallHint } from '../../base/wireguard-install-hint.ts';
import type { DeviceSettings, TunnelBackend } from './backend.ts';
import { lendByFile } from './secrets.ts';
import { createSteering, isPortTaken } from './steering.ts';
import { type RunTool, readWgVersion } from './tools.ts';
import { createWgControl } from './wg-control.ts';
import { parseWindowsNetworks } from './windows-networks.ts';
import { READ_NETWORKS, REMOVE_RULE, SET_ADDRESS, SET_MTU, SET_UP_NETWORK } from './windows-scripts.ts';
import { createWindowsServices } from './windows-service.ts';

/** Ahead of every network card, so that a game's broadcasts go into the party. */
const METRIC = 5;
/** A driver that is being installed. */
const UP_TIMEOUT_MS = 15_000;

export interface WindowsTools {
  readonly wireguard: string;
  readonly wg: string;
  readonly sc: string;
}

/** @param folder - that only administrators and the system may open. */
export async function createWindowsBackend(
  { wireguard, wg, sc }: WindowsTools,
  folder: string,
  run: RunTool = runCommand,
): Promise<Result<TunnelBackend, 'tunnel.wireguard-missing'>> {
  const wgVersion = await readWgVersion(wg, run);
  if (wgVersion === null) return fail(fault('tunnel.wireguard-missing', wireguardInstallHint('win32', '')));
  const { openPort, configure, ...steering } = createSteering(
    createWgControl({ wg, run, exists: (name) => services.exists(name), lend: lendByFile(folder) }),
    UP_TIMEOUT_MS,
  );
  const services = createWindowsServices({ wireguard, sc, folder, run, openPort });

  async function ask(step: WindowsStep, script: string, input: object): Promise<Result<void>> {
    const done = await runPowershell(step, script, {
      input,
      parse: (json) => (json === null ? null : true),
      run,
    });
    return done.ok ? ok(undefined) : failed(step);
  }

  async function settle(name: string, mtu: number, port: number): Promise<Result<number>> {
    const input = { name, mtu, metric: METRIC, port, rule: ruleOf(name) };
    const done = await ask('set-up-network', SET_UP_NETWORK, input);
    return done.ok ? ok(port) : done;
  }

  async function make(name: string, settings: Required<DeviceSettings>): Promise<Result<number>> {
    const { listenPort, mtu } = settings;
    if (listenPort !== 0 && !(await services.exists(name)) && (await isPortTaken(listenPort))) {
      return fail(fault('tunnel.port-taken', { port: listenPort }));
    }
    const installed = await services.install(name, settings, null);
    return installed.ok ? settle(name, mtu, installed.value) : installed;
  }

  async function change(name: string, settings: DeviceSettings): Promise<Result<number>> {
    const port = await configure(name, settings);
    return port.ok ? settle(name, settings.mtu, port.value) : port;
  }

  return ok({
    kind: 'wireguard-nt',
    wgVersion,
    ...steering,
    exists: services.exists,
    isOurs: services.isOurs,
    /** The device comes with its key and port, in `configure`. */
    async create(_name, { onStarted }) {
      onStarted(null);
      return ok(undefined);
    },
    configure: (name, { privateKey, ...settings }) =>
      privateKey === undefined ? change(name, settings) : make(name, { ...settings, privateKey }),
    async remove(name) {
      const rule = await ask('remove-firewall-rule', REMOVE_RULE, { rule: ruleOf(name) });
      const removed = await services.uninstall(name);
      return removed.ok ? rule : removed;
    },
    setAddress(name, next) {
      const [address = '', prefix = ''] = next.split('/');
      const input = { name, address, prefix: Number(prefix), metric: METRIC };
      return ask('set-address', SET_ADDRESS, input);
    },
    setMtu: (name, mtu) => ask('set-mtu', SET_MTU, { name, mtu }),
    async networks() {
      const parse = parseWindowsNetworks;
      const done = await runPowershell('read-networks', READ_NETWORKS, { input: {}, parse, run });
      return done.ok ? done : failed('read-networks');
    },
  });
}

function failed(step: WindowsStep) {
  return fail(fault('tunnel.create-failed', { reason: 'windows-step', step }));
}

/** By this name it is removed again; people see it as LANrage, and so does the uninstaller. */
function ruleOf(name: string): string {
  return `LANrage-${name}`;
}
