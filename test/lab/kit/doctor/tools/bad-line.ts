/**
 * A line between two Ethernet devices of its own, as bad as asked for: what goes in at one comes out at the other, late
 * or never. Ends with the process, and the devices with it.
 * Arguments: names of both devices, then delay one way in ms, jitter in ms on top, loss 0–1 each way, length and
 * distance in ms of times in which nothing passes.
 */
import { openSync, read, writeSync } from 'node:fs';
import koffi from 'koffi';

const [near = '', far = '', ...figures] = process.argv.slice(2);
const [delayMs = 0, jitterMs = 0, lossRatio = 0, gapMs = 0, gapEveryMs = 1] = figures.map(Number);

/** linux/if_tun.h */
const TUNSETIFF = 0x400454ca;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;
const FRAME_BYTES = 2048;

const ioctl = koffi.load(null).func('int ioctl(int, unsigned long, void *)');

function openDevice(name: string): number {
  const fd = openSync('/dev/net/tun', 'r+');
  const request = Buffer.alloc(40);
  request.write(name);
  request.writeUInt16LE(IFF_TAP | IFF_NO_PI, 16);
  if (ioctl(fd, TUNSETIFF, request) !== 0) throw new Error(`${name} can't be made: errno ${koffi.errno()}`);
  return fd;
}

function passes(): boolean {
  const isGap = gapMs > 0 && performance.now() % gapEveryMs < gapMs;
  return !isGap && Math.random() >= lossRatio;
}

function pump(from: number, to: number): void {
  const frame = Buffer.alloc(FRAME_BYTES);
  read(from, frame, 0, FRAME_BYTES, null, (error, bytes) => {
    // Until it is switched on, a device gives EIO.
    if (error !== null) return void setTimeout(pump, 20, from, to);
    if (passes()) {
      const waitMs = delayMs + Math.random() * jitterMs;
      if (waitMs === 0) send(to, frame.subarray(0, bytes));
      else setTimeout(send, waitMs, to, frame.subarray(0, bytes));
    }
    pump(from, to);
  });
}

function send(to: number, frame: Buffer): void {
  try {
    writeSync(to, frame);
  } catch (error) {
    // A device that is switched off takes nothing.
    if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error;
  }
}

const [a, b] = [openDevice(near), openDevice(far)];
pump(a, b);
pump(b, a);
console.log(JSON.stringify({ ready: true }));
