/** The other end of a test: grants runs to members, counts what comes, sends what was asked for, echoes. */
import type { Clock } from '../../base/clock.ts';
import { BurstMeter } from './burst-meter.ts';
import { Pacer } from './pacer.ts';
import { BUSY_MS, ServingLimits } from './serving-limits.ts';
import { TRAFFIC_BYTES, type TrafficPacket } from './traffic-packet.ts';

/** 1 Gbit/s. */
const MOST_BYTES_PER_SECOND = 125_000_000;
const MOST_MS = 65_000;
const MOST_BURST = 64;
/** Whoever is served says every quarter of a second that it is still there. */
const SILENT_MS = 1_500;
/** Above what the contract lets anybody ask for. */
const ECHOES_PER_SECOND = 2_500;

export interface ResponderOptions {
  readonly clock: Clock;
  /** An unguessable u64. */
  token(): bigint;
  /** Whether this member's person allows tests of others. */
  mayServe(): boolean;
  /** Whether a test of our own loads the link. */
  isBusy(): boolean;
  /** False: the system takes no more just now. */
  send(to: string, packet: TrafficPacket): boolean;
}

interface ServedTest {
  readonly address: string;
  readonly run: number;
  /** What the ask had as its token: the same ask again gets the same grant. */
  readonly nonce: bigint;
  readonly grant: Extract<TrafficPacket, { kind: 'grant' }>;
  readonly purpose: string;
  readonly startedMs: number;
  readonly meter: BurstMeter;
  readonly pacer: Pacer;
  heardMs: number;
  echoes: number;
  cancel: () => void;
}

export class Responder {
  readonly #options: ResponderOptions;
  readonly #limits = new ServingLimits();
  /** One run a member, by its address. */
  readonly #sessions = new Map<string, ServedTest>();

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  /** Runs that are being served. */
  get running(): number {
    return this.#sessions.size;
  }

  /** A packet of a member. What doesn't belong to a granted run of it is dropped. */
  receive(from: string, packet: TrafficPacket): void {
    if (packet.kind === 'ask') {
      this.#asked(from, packet);
      return;
    }
    const session = this.#sessions.get(from);
    if (session === undefined || session.grant.granted !== packet.token || session.run !== packet.run) return;
    const nowMs = this.#options.clock.now();
    session.heardMs = nowMs;
    switch (packet.kind) {
      case 'start':
        if (session.purpose === 'down') session.pacer.setPace(paceWithin(packet, session.grant));
        return;
      case 'up':
        if (session.purpose === 'up') session.meter.add(packet.burst, packet.sizeBytes, nowMs);
        return;
      case 'echo':
        session.echoes++;
        if (session.echoes <= (ECHOES_PER_SECOND * (nowMs - session.startedMs + 1000)) / 1000) {
          this.#options.send(from, { ...packet, kind: 'reply' });
        }
        return;
      case 'poll':
        this.#options.send(from, this.#report(session, packet.seq));
        return;
      case 'stop':
        this.#end(session);
    }
  }

  close(): void {
    for (const session of this.#sessions.values()) this.#end(session);
  }

  #asked(from: string, ask: Extract<TrafficPacket, { kind: 'ask' }>): void {
    const nowMs = this.#options.clock.now();
    if (!this.#limits.mayAsk(from, nowMs)) return;
    const before = this.#sessions.get(from);
    if (before?.nonce === ask.token) {
      this.#options.send(from, before.grant);
      return;
    }
    const { run, seq, token } = ask;
    if (!this.#options.mayServe()) {
      this.#options.send(from, { kind: 'refusal', run, seq, token, reason: 'not-allowed', retryAfterMs: 0 });
      return;
    }
    // A member that asks anew has given its last run up.
    if (before !== undefined) this.#end(before);
    const durationMs = Math.min(MOST_MS, ask.durationMs);
    const isInTheWay = ask.purpose !== 'echo' && this.#options.isBusy();
    const refusal = isInTheWay
      ? { reason: 'busy' as const, retryAfterMs: BUSY_MS }
      : this.#limits.admit(from, durationMs, this.#sessions.size, nowMs);
    if (refusal !== null) {
      this.#options.send(from, { kind: 'refusal', run, seq, token, ...refusal });
      return;
    }
    const bytesPerSecond = Math.min(MOST_BYTES_PER_SECOND, ask.bytesPerSecond);
    const granted = this.#options.token();
    this.#begin(from, ask, { kind: 'grant', run, seq, token, granted, bytesPerSecond, durationMs });
  }

  #begin(
    address: string,
    { run, token, purpose }: Extract<TrafficPacket, { kind: 'ask' }>,
    grant: Extract<TrafficPacket, { kind: 'grant' }>,
  ): void {
    const { clock, send } = this.#options;
    const nowMs = clock.now();
    const pacer = new Pacer(clock, TRAFFIC_BYTES, (seq, burst) =>
      send(address, { kind: 'down', run, seq, token: grant.granted, burst, sizeBytes: TRAFFIC_BYTES }),
    );
    const session: ServedTest = {
      address,
      run,
      nonce: token,
      grant,
      purpose,
      startedMs: nowMs,
      meter: new BurstMeter(),
      pacer,
      heardMs: nowMs,
      echoes: 0,
      cancel: () => undefined,
    };
    this.#sessions.set(address, session);
    this.#watch(session);
    send(address, grant);
  }

  /** Ends a run that is over, or whose other end has gone silent: nobody is flooded who doesn't listen. */
  #watch(session: ServedTest): void {
    const { clock } = this.#options;
    session.cancel = clock.after(SILENT_MS / 3, () => {
      const nowMs = clock.now();
      const isOver = nowMs - session.startedMs > session.grant.durationMs;
      if (isOver || nowMs - session.heardMs > SILENT_MS) this.#end(session);
      else this.#watch(session);
    });
  }

  #end(session: ServedTest): void {
    session.cancel();
    session.pacer.stop();
    this.#sessions.delete(session.address);
    const usedMs = this.#options.clock.now() - session.startedMs;
    this.#limits.giveBack(session.address, Math.max(0, session.grant.durationMs - usedMs));
  }

  #report({ run, grant, meter, pacer }: ServedTest, seq: number): TrafficPacket {
    const { packets, bytes, rate } = meter;
    const atMs = this.#options.clock.now();
    return { kind: 'report', run, seq, token: grant.granted, packets, bytes, rate, sent: pacer.sent, atMs };
  }
}

function paceWithin(
  { bytesPerSecond, burstPackets }: { readonly bytesPerSecond: number; readonly burstPackets: number },
  granted: { readonly bytesPerSecond: number },
): { bytesPerSecond: number; burstPackets: number } {
  return {
    bytesPerSecond: Math.min(granted.bytesPerSecond, bytesPerSecond),
    burstPackets: Math.min(MOST_BURST, Math.max(1, burstPackets)),
  };
}
