/** Two members' test traffic over a simulated tunnel: a rate each way, a delay, a queue that drops what doesn't fit. */
import { PartyTraffic, type TrafficOptions } from '../../../../main/engine/link-test/traffic.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

export const ADA = '10.66.0.1';
export const ZOE = '10.66.0.2';

export interface LinkShape {
  readonly upBitsPerSecond: number;
  readonly downBitsPerSecond: number;
  readonly delayMs: number;
  /** What may wait at the narrow place, bytes. */
  readonly queueBytes: number;
}

/** What went into one direction. */
class Wire {
  sentBytes = 0;
  #freeAtMs = 0;
  readonly #clock: FakeClock;
  readonly #bitsPerSecond: number;
  readonly #shape: LinkShape;
  readonly #deliver: (bytes: Uint8Array) => void;

  constructor(
    clock: FakeClock,
    bitsPerSecond: number,
    shape: LinkShape,
    deliver: (bytes: Uint8Array) => void,
  ) {
    this.#clock = clock;
    this.#bitsPerSecond = bitsPerSecond;
    this.#shape = shape;
    this.#deliver = deliver;
  }

  send(bytes: Uint8Array): void {
    this.sentBytes += bytes.length;
    const nowMs = this.#clock.now();
    const startMs = Math.max(nowMs, this.#freeAtMs);
    const waitingBytes = ((startMs - nowMs) * this.#bitsPerSecond) / 8000;
    if (waitingBytes + bytes.length > this.#shape.queueBytes) return;
    this.#freeAtMs = startMs + (bytes.length * 8000) / this.#bitsPerSecond;
    this.#clock.after(this.#freeAtMs - nowMs + this.#shape.delayMs, () => this.#deliver(bytes));
  }
}

export interface Scene {
  readonly clock: FakeClock;
  readonly ada: PartyTraffic;
  readonly zoe: PartyTraffic;
  readonly up: Wire;
  readonly down: Wire;
  /** False: nothing arrives any more. */
  connected: boolean;
  /** Lets time pass until `promise` settles. */
  settle<T>(promise: Promise<T>): Promise<T>;
}

/** Ada is the one who tests; up is from her to Zoe. */
export function linkedPair(shape: LinkShape, zoeOptions: Partial<TrafficOptions> = {}): Scene {
  const clock = new FakeClock();
  let count = 0;
  const random = (size: number): Uint8Array => new Uint8Array(size).fill(++count);
  const common = { clock, random, mayServe: () => true };
  const scene = { clock, connected: true } as { -readonly [K in keyof Scene]: Scene[K] };
  scene.up = new Wire(clock, shape.upBitsPerSecond, shape, (bytes) => {
    if (scene.connected) scene.zoe.receive(ADA, bytes);
  });
  scene.down = new Wire(clock, shape.downBitsPerSecond, shape, (bytes) => {
    if (scene.connected) scene.ada.receive(ZOE, bytes);
  });
  scene.ada = new PartyTraffic({ ...common, isMember: (from) => from === ZOE }, (_, bytes, taken) => {
    scene.up.send(bytes);
    clock.after(0, taken);
  });
  scene.zoe = new PartyTraffic(
    { ...common, isMember: (from) => from === ADA, ...zoeOptions },
    (_, bytes, taken) => {
      scene.down.send(bytes);
      clock.after(0, taken);
    },
  );
  scene.settle = async (promise) => {
    let isSettled = false;
    const mark = (): void => {
      isSettled = true;
    };
    promise.then(mark, mark);
    for (let ms = 0; !isSettled && ms < 300_000; ms++) await clock.pass(1, 1);
    return promise;
  };
  return scene;
}
