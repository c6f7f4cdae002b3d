/** One run of test traffic as the asker has it: asked for, granted, measured, stopped. */
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { PendingRequests } from '../../../shared/pending-requests.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { BurstMeter } from './burst-meter.ts';
import { type Pace, Pacer } from './pacer.ts';
import { type Purpose, TRAFFIC_BYTES, type TrafficPacket, type TrafficReport } from './traffic-packet.ts';

const ASK_EVERY_MS = 400;
const ASKS = 4;
const POLL_WAIT_MS = 400;
const POLLS = 4;

export interface RunOptions {
  readonly clock: Clock;
  /** Party address and name of the member. */
  readonly to: string;
  readonly name: string;
  readonly purpose: Purpose;
  readonly bytesPerSecond: number;
  readonly durationMs: number;
  /** Random u32 and u64. */
  readonly run: number;
  readonly nonce: bigint;
  readonly signal: AbortSignal;
  /** False: the system takes no more just now. */
  send(packet: TrafficPacket): boolean;
  /** Called once, when no packet of this run is wanted any more. */
  onEnd(): void;
}

export type RunFault = 'link-test.refused' | 'link-test.unanswered';
type Grant = Extract<TrafficPacket, { kind: 'grant' }>;

export class TrafficRun {
  /** What came down. */
  readonly meter = new BurstMeter();
  readonly #options: RunOptions;
  readonly #pacer: Pacer;
  readonly #polls = new PendingRequests<TrafficReport | null>();
  #granted: Grant | null = null;
  #onAnswer: (answer: Grant | Fault<RunFault>) => void = () => undefined;
  #onReply: (seq: number, rttMs: number) => void = () => undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.clock, TRAFFIC_BYTES, (seq, burst) =>
      options.send({ kind: 'up', ...this.#head(seq), burst, sizeBytes: TRAFFIC_BYTES }),
    );
  }

  /** Packets sent up so far. */
  get sent(): number {
    return this.#pacer.sent;
  }

  /** @fault link-test.refused - by the member. @fault link-test.unanswered - within 1.6 s; or cancelled. */
  async ask(): Promise<Result<Grant, RunFault>> {
    const { clock, purpose, bytesPerSecond, durationMs, run, nonce, signal } = this.#options;
    const { promise, resolve } = Promise.withResolvers<Grant | Fault<RunFault> | null>();
    this.#onAnswer = resolve;
    signal.addEventListener('abort', () => resolve(null), { once: true });
    let left = ASKS;
    let cancel = (): void => undefined;
    const askAgain = (): void => {
      if (left-- === 0) {
        resolve(null);
        return;
      }
      this.#options.send({ kind: 'ask', run, seq: 0, token: nonce, purpose, bytesPerSecond, durationMs });
      cancel = clock.after(ASK_EVERY_MS, askAgain);
    };
    askAgain();
    const answer = await promise;
    cancel();
    if (answer === null) return fail(fault('link-test.unanswered', { place: this.#options.name }));
    if ('code' in answer) return fail(answer);
    this.#granted = answer;
    return ok(answer);
  }

  /** A packet of the member that has this run's number. */
  receive(packet: TrafficPacket): void {
    const { nonce, name, clock } = this.#options;
    if (packet.kind === 'grant' && packet.token === nonce) this.#onAnswer(packet);
    if (packet.kind === 'refusal' && packet.token === nonce) {
      const { reason, retryAfterMs } = packet;
      this.#onAnswer(fault('link-test.refused', { peer: name, reason, retryAfterMs }));
    }
    if (packet.token !== this.#granted?.granted) return;
    if (packet.kind === 'down') this.meter.add(packet.burst, packet.sizeBytes, clock.now());
    if (packet.kind === 'reply') this.#onReply(packet.seq, clock.now() - packet.sentAtMs);
    if (packet.kind === 'report') this.#polls.answer(packet.seq, packet);
  }

  /** Sends up like that from now on. */
  sendUp(pace: Pace): void {
    this.#pacer.setPace(pace);
  }

  stopSending(): void {
    this.#pacer.stop();
  }

  /** Lets the member send down like that. It stops by itself 1.5 s after it last heard of us. */
  askDown(pace: Pace): void {
    this.#options.send({ kind: 'start', ...this.#head(0), ...pace });
  }

  onReply(listener: (seq: number, rttMs: number) => void): void {
    this.#onReply = listener;
  }

  /** Sends one echo. */
  echo(seq: number, sizeBytes: number): boolean {
    return this.#options.send({
      kind: 'echo',
      ...this.#head(seq),
      sentAtMs: this.#options.clock.now(),
      sizeBytes,
    });
  }

  /** What the member has counted; null when it doesn't say within 1.6 s. */
  async report(): Promise<TrafficReport | null> {
    const { clock, signal } = this.#options;
    for (let i = 0; i < POLLS && !signal.aborted; i++) {
      const report = await this.#polls.ask(
        (seq) => this.#options.send({ kind: 'poll', ...this.#head(seq) }),
        {
          clock,
          ms: POLL_WAIT_MS,
          late: () => null,
        },
      );
      if (report !== null) return report;
    }
    return null;
  }

  /** Ends the run on both sides. May be said twice. */
  end(): void {
    this.#pacer.stop();
    // Lost ones don't matter: the member gives up by itself.
    if (this.#granted !== null) this.#options.send({ kind: 'stop', ...this.#head(0) });
    this.#granted = null;
    this.#options.onEnd();
  }

  #head(seq: number): { run: number; seq: number; token: bigint } {
    return { run: this.#options.run, seq, token: this.#granted?.granted ?? 0n };
  }
}
