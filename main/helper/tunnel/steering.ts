/** Key and port of a WireGuard device that is up, in the order that leaves it as it was when it fails. */
import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { DeviceSettings, TunnelBackend } from './backend.ts';

const UP_TIMEOUT_MS = 2_000;
const POLL_MS = 3;

/** What a device is asked, one thing each, by whatever way a system has. @fault tunnel.interface-missing */
export interface DeviceControl extends Pick<TunnelBackend, 'setPeers' | 'removePeers' | 'status'> {
  /** 0 while it listens nowhere. */
  listenPort(name: string): Promise<Result<number>>;
  /** @fault tunnel.port-taken - it listens nowhere then. */
  setListenPort(name: string, port: number): Promise<Result<void>>;
  /** @param key - base64. */
  setPrivateKey(name: string, key: string): Promise<Result<void>>;
}

export interface Steering extends Pick<TunnelBackend, 'setPeers' | 'removePeers' | 'status'> {
  /** Waits until it listens. @returns the port. */
  openPort(name: string): Promise<Result<number>>;
  /**
   * Gives a device that is up its port, once it listens at all, and then its key.
   * @returns the port it listens on. @fault tunnel.port-taken - it listens at the previous one.
   */
  configure(name: string, settings: Omit<DeviceSettings, 'mtu'>): Promise<Result<number>>;
}

/** @param upTimeoutMs - how long a device may take to open its port. */
export function createSteering(control: DeviceControl, upTimeoutMs = UP_TIMEOUT_MS): Steering {
  const { setPeers, removePeers, status } = control;

  async function openPort(name: string): Promise<Result<number>> {
    const deadline = performance.now() + upTimeoutMs;
    while (performance.now() < deadline) {
      const port = await control.listenPort(name);
      if (!port.ok || port.value > 0) return port;
      await delay(POLL_MS);
    }
    return fail(fault('tunnel.create-failed', { reason: 'no-udp-port', name }));
  }

  async function setPort(name: string, port: number, previous: number): Promise<Result<number>> {
    if (await isPortTaken(port)) return fail(fault('tunnel.port-taken', { port }));
    const done = await control.setListenPort(name, port);
    if (done.ok) return ok(port);
    // The failed attempt has closed the socket that was open.
    await control.setListenPort(name, previous);
    return done;
  }

  return {
    setPeers,
    removePeers,
    status,
    openPort,
    async configure(name, { privateKey, listenPort }) {
      const opened = await openPort(name);
      const isWanted = !opened.ok || listenPort === 0 || listenPort === opened.value;
      const port = isWanted ? opened : await setPort(name, listenPort, opened.value);
      if (!port.ok || privateKey === undefined) return port;
      const keyed = await control.setPrivateKey(name, privateKey);
      return keyed.ok ? port : keyed;
    },
  };
}

/** Asks the system before anything is changed; the device has the last word. */
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
