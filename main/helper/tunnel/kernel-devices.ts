import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';
import { interfaceExists, type LinuxDevices } from './linux-device.ts';
import { attempt, failure } from './tools.ts';

/** Devices of the kernel's own WireGuard. */
export function createKernelDevices(ip: string): LinuxDevices {
  return {
    kind: 'kernel',
    async create(name, { onStarted }) {
      onStarted(null);
      const args = ['link', 'add', 'name', name, 'type', 'wireguard'];
      const done = await attempt(ip, args);
      if (!done.ok) return done;
      if (done.value.exitCode === 0) return ok(undefined);
      const taken = interfaceExists(name);
      return fail(taken ? fault('tunnel.interface-exists', { name }) : failure(ip, args, done.value));
    },
  };
}
