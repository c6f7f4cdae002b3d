/** This computer: WireGuard, rights, the device, its port, clock, disk and load. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { Finding } from '../../../../shared/model/doctor.ts';
import type { PartyView } from '../../../../shared/model/snapshot.ts';
import { type Check, ill, skipped, type Verdict, well } from '../check.ts';
import type { ExaminedMachine } from '../examined-machine.ts';
import { isKnown } from './what-is-known.ts';

/** Beyond it tokens and WireGuard's own timestamps (TAI64N, kept per peer) begin to be refused. */
export const CLOCK_LIMIT_MS = 60_000;
const DISK_LIMIT_BYTES = 50_000_000;
const BUSY_RATIO = 0.9;

const privileges: Check = {
  id: 'privileges',
  after: ['installed'],
  async examine(examined) {
    const environment = await examined.environment();
    if (environment.ok) return [well()];
    return [ill('failed', environment.fault, { confidence: 1, remedy: 'set-up-tunnel' })];
  },
};

const installed: Check = {
  id: 'installed',
  after: [],
  async examine(examined) {
    // First: where it hangs, so does the helper, and whoever asks it.
    const tool = await examined.tryTool();
    if (typeof tool === 'object') {
      const status = (await examined.needsTool()) ? 'failed' : 'warning';
      return [ill(status, fault('tunnel.wireguard-broken', tool), { confidence: 1 })];
    }
    const environment = await examined.environment();
    if (!environment.ok) return [skipped({ code: 'helper-silent' })];
    const { backend, wgVersion, guarded } = environment.value;
    if (backend !== null && tool === 'works') {
      // It did not work when the helper asked for it.
      if (wgVersion === null) return [well()];
      const measured = {
        code: 'wireguard',
        version: wgVersion,
        backend,
        guarded: guarded !== false,
      } as const;
      return [well({ measured })];
    }
    const cause = fault('tunnel.wireguard-missing', examined.wireguardHint());
    return [ill('failed', cause, { confidence: 1, remedy: 'set-up-tunnel' })];
  },
};

const device: Check = {
  id: 'interface',
  after: ['privileges'],
  async examine(examined) {
    const stray = (await examined.strayInterfaces()).map((name) =>
      ill('warning', fault('doctor.stale-interface', { name }), {
        confidence: 0.95,
        remedy: 'remove-stale-interface',
      }),
    );
    const { party } = examined.snapshot();
    if (party === null) return [...stray, skipped({ code: 'no-party' })];
    const wrong =
      (await deviceFault(examined)) ?? clashOf(examined, party) ?? (await damageOf(examined, party));
    return [...stray, wrong ?? well({ measured: { code: 'address', address: party.self.address } })];
  },
};

async function deviceFault(examined: ExaminedMachine): Promise<Verdict | null> {
  const status = await examined.device();
  const name = examined.inForce().interfaceName;
  if (!status.ok) return ill('failed', status.fault, { confidence: 1, remedy: 'restart-tunnel' });
  const { own } = examined.keys();
  if (status.value.publicKey === own) return null;
  return ill('failed', fault('doctor.key-mismatch', { name }), { confidence: 1, remedy: 'restart-tunnel' });
}

/** Which of two networks with the same addresses the system means is a matter of chance. */
function clashOf(examined: ExaminedMachine, { subnet }: PartyView): Verdict | null {
  const clash = examined.clash(subnet);
  if (clash === null) return null;
  const cause = fault('tunnel.address-conflict', { subnet, device: clash.device });
  return ill('failed', cause, {
    confidence: 0.95,
    measured: { code: 'subnet', subnet: clash.subnet },
    expected: { code: 'other-subnet', subnet },
  });
}

/** The device must be there with our address, and what is for the party must leave from it. */
async function damageOf(examined: ExaminedMachine, { subnet, self }: PartyView): Promise<Verdict | null> {
  const damage = await examined.tunnelDamage();
  if (damage === null) return null;
  const expected = { code: 'address', address: self.address } as const;
  if (damage.what !== 'foreign-route') {
    const { interfaceName: name } = examined.inForce();
    return ill('failed', fault('tunnel.changed', { name }), {
      confidence: 0.95,
      expected,
      remedy: 'restart-tunnel',
    });
  }
  const cause = fault('doctor.foreign-route', { subnet, source: damage.source });
  return ill('failed', cause, {
    confidence: 0.9,
    measured: { code: 'address', address: damage.source },
    expected,
  });
}

const port: Check = {
  id: 'port',
  after: ['privileges'],
  async examine(examined) {
    const { wireguardPort } = examined.inForce();
    if (wireguardPort === 0) return [well({ measured: { code: 'port-by-system' } })];
    const status = await examined.device();
    const isOurs = status.ok && status.value.listenPort === wireguardPort;
    if (isOurs || (await examined.isPortFree(wireguardPort)))
      return [well({ measured: { code: 'port', port: wireguardPort } })];
    const cause = fault('tunnel.port-taken', { port: wireguardPort });
    return [ill('failed', cause, { confidence: 1, remedy: 'choose-free-port' })];
  },
};

const clock: Check = {
  id: 'clock',
  after: ['internet'],
  minds: ['udp', 'relay'],
  async examine(examined, signal, before) {
    const offsetMs = await examined.clockOffsetMs(signal);
    const setBack = findSetBack(examined, before);
    if (setBack !== null && Math.abs(offsetMs ?? 0) < CLOCK_LIMIT_MS) return [setBack];
    if (offsetMs === null) return [skipped({ code: 'no-server' })];
    const seconds = Math.round(offsetMs / 1000);
    const measure = {
      measured: { code: 'clock-behind', ms: offsetMs },
      expected: { code: 'below-time', ms: CLOCK_LIMIT_MS },
    } as const;
    if (Math.abs(offsetMs) < CLOCK_LIMIT_MS) return [well(measure)];
    return [ill('warning', fault('doctor.clock-skew', { seconds }), { ...measure, confidence: 0.9 })];
  },
};

/** A clock that is right again matters only where a relay still goes by what it was. */
function findSetBack(examined: ExaminedMachine, before: readonly Finding[]): Verdict | null {
  const { party } = examined.snapshot();
  const setBackMs = examined.clockSetBackMs();
  if (setBackMs < CLOCK_LIMIT_MS || party?.relay?.reached !== false) return null;
  if (isKnown(before, 'relay.unreachable', 'relay.none', 'doctor.udp-blocked')) return null;
  const cause = fault('doctor.clock-set-back', { seconds: Math.round(setBackMs / 1000) });
  return ill('warning', cause, { confidence: 0.8 });
}

const disk: Check = {
  id: 'disk',
  after: [],
  async examine(examined) {
    const free = await examined.freeDiskBytes();
    const measure = {
      measured: { code: 'disk-free', bytes: free },
      expected: { code: 'at-least-bytes', bytes: DISK_LIMIT_BYTES },
    } as const;
    if (free >= DISK_LIMIT_BYTES) return [well(measure)];
    return [
      ill('warning', fault('doctor.disk-full', {}), { ...measure, confidence: 1, remedy: 'trim-history' }),
    ];
  },
};

const load: Check = {
  id: 'load',
  after: [],
  async examine(examined) {
    const { cpuRatio, lateMs } = await examined.load();
    const measure = {
      measured: { code: 'load', ratio: cpuRatio, lateMs },
      expected: { code: 'below-share', ratio: BUSY_RATIO },
    } as const;
    if (cpuRatio < BUSY_RATIO) return [well(measure)];
    const cause = fault('doctor.busy-computer', { percent: Math.round(cpuRatio * 100) });
    return [ill('warning', cause, { ...measure, confidence: 0.7 })];
  },
};

export const machineChecks: readonly Check[] = [privileges, installed, device, port, clock, disk, load];
