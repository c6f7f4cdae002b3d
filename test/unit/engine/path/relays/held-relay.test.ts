import { describe, expect, it } from 'vitest';
import { HeldRelay } from '../../../../../main/engine/path/mesh/relays/held-relay.ts';
import type { Patience } from '../../../../../main/engine/path/mesh/relays/relay-effects.ts';

const STEP_MS = 50;

/** A relay that answers STUN and handshakes, or doesn't, as WireGuard and a socket of ours see it. */
class World {
  nowMs = 0;
  rttMs = 20;
  isAlive = true;
  /** A firewall lets no STUN pass. */
  dropsStun = false;
  handshakes = 0;
  asked = 0;
  #handshakeAt: number | null = null;
  readonly #timers: { readonly atMs: number; run(): void }[] = [];
  readonly relay = new HeldRelay(
    {
      info: { id: 'a', publicKey: 'key', port: 3478, endpoints: ['203.0.113.10:3478'], probe: null },
      serverAddress: '203.0.113.10',
      keepaliveSeconds: 25,
      ask: (_, patience) => this.#ask(patience),
      random: () => 0.5,
    },
    0,
  );

  get state() {
    return this.relay.leg(this.nowMs).state;
  }

  /** @param lookEveryMs - how often WireGuard is asked. */
  run(ms: number, lookEveryMs = STEP_MS): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += STEP_MS) {
      this.relay.tick(this.nowMs);
      if (this.nowMs % lookEveryMs === 0) this.#look();
      for (const timer of this.#timers.filter(({ atMs }) => atMs <= this.nowMs)) {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        timer.run();
      }
    }
  }

  /** A handshake takes a round trip: the figures of one that has only just begun don't show it. */
  #look(): void {
    for (const _ of this.relay.peer.advance(this.nowMs)) {
      this.handshakes++;
      this.#handshakeAt = this.isAlive ? this.nowMs : null;
    }
    const at = this.#handshakeAt;
    const latestHandshake = at !== null && at + this.rttMs <= this.nowMs ? at : null;
    const figures = { endpoint: null, rxBytes: 0, txBytes: 0, allowedIps: [], keepaliveSeconds: 25 };
    this.relay.peer.observe({ publicKey: 'key', latestHandshake, ...figures }, this.nowMs);
  }

  #ask(patience: Patience): void {
    this.asked++;
    const answers = this.isAlive && !this.dropsStun;
    const atMs = this.nowMs + (answers ? this.rttMs : patience.budgetMs);
    const run = () => this.relay.answered(answers ? this.rttMs : null, patience, this.nowMs);
    this.#timers.push({ atMs, run });
  }
}

describe('a relay that is held', () => {
  it('is up once it answered, and asked rarely from then on', () => {
    const world = new World();
    expect(world.state).toBe('doubtful');
    world.run(5000);
    expect(world.state).toBe('up');
    expect(world.relay.rttMs).toBe(20);
    const { asked } = world;
    world.run(60_000);
    expect(world.asked - asked).toBe(6);
    expect(world.handshakes).toBe(1);
  });

  it('is down when it doesn’t answer at first', () => {
    const world = new World();
    world.isAlive = false;
    world.run(800);
    expect(world.state).toBe('down');
  });

  it('tells the median of the last round trips, not a peak', () => {
    const world = new World();
    world.run(40_000);
    world.rttMs = 300;
    world.run(10_000);
    expect(world.relay.rttMs).toBe(20);
    world.run(30_000);
    expect(world.relay.rttMs).toBe(300);
  });

  it('is down as soon as the silence behind it is deadly, where it doesn’t answer STUN either', () => {
    const world = new World();
    world.run(5000);
    world.isAlive = false;
    world.relay.suspect(world.nowMs);
    world.run(250);
    world.relay.doubt(world.nowMs);
    expect(world.state).toBe('down');
  });

  it('is registered with anew when it is suspected, once in ten seconds', () => {
    const world = new World();
    world.run(5000);
    for (let i = 0; i < 4; i++) {
      world.relay.suspect(world.nowMs);
      world.run(500);
      world.relay.doubt(world.nowMs);
      world.relay.trust();
    }
    expect(world.state).toBe('up');
    expect(world.handshakes).toBe(2);
  });

  it('gets time for a handshake before it is given up where STUN never was answered', () => {
    const world = new World();
    world.dropsStun = true;
    world.run(5000);
    expect(world.state).toBe('up');
    world.isAlive = false;
    world.relay.suspect(world.nowMs);
    world.relay.doubt(world.nowMs);
    expect(world.state).toBe('doubtful');
    world.run(700);
    expect(world.state).toBe('down');
  });

  it('is missed within 45 s though nobody is sent through it', () => {
    const world = new World();
    world.run(5000);
    world.isAlive = false;
    world.run(45_000);
    expect(world.state).toBe('down');
  });

  it('is reached also where WireGuard is asked once a second', () => {
    const world = new World();
    world.run(3000, 1000);
    expect(world.state).toBe('up');
    world.isAlive = false;
    world.relay.renew(world.nowMs);
    world.run(10_000, 1000);
    expect(world.state).toBe('down');
    world.isAlive = true;
    world.run(4000, 1000);
    expect(world.state).toBe('up');
  });

  it('is back within 1.5 s of its return, also where handshakes have become rare', () => {
    const world = new World();
    world.run(5000);
    world.isAlive = false;
    world.relay.renew(world.nowMs);
    world.run(30_000);
    expect(world.state).toBe('down');
    world.isAlive = true;
    world.run(1500);
    expect(world.state).toBe('up');
  });
});
