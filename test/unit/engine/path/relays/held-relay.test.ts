import { describe, expect, it } from 'vitest';
import { HeldRelay } from '../../../../../main/engine/path/mesh/relays/held-relay.ts';
import type { Patience } from '../../../../../main/engine/path/run/relay-meter.ts';
import { ok } from '../../../../../shared/result.ts';

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
  readonly relay = new HeldRelay({
    info: { id: 'a', publicKey: 'key', port: 3478, endpoints: ['203.0.113.10:3478'], probe: null },
    serverAddress: '203.0.113.10',
    tunnel: {
      setPeer: async () => {
        this.handshakes++;
        this.#handshakeAt = this.isAlive ? this.nowMs : null;
        return ok({});
      },
      removePeer: async () => ok({}),
    },
    keepaliveSeconds: 25,
    asker: { ask: (_, patience, onDone) => this.#ask(patience, onDone) },
    now: () => this.nowMs,
    random: () => 0.5,
  });

  get state() {
    return this.relay.leg(this.nowMs).state;
  }

  /** @param lookEveryMs - how often WireGuard is asked. */
  async run(ms: number, lookEveryMs = STEP_MS): Promise<void> {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += STEP_MS) {
      this.relay.tick(this.nowMs);
      if (this.nowMs % lookEveryMs === 0) await this.#look();
      for (const timer of this.#timers.filter(({ atMs }) => atMs <= this.nowMs)) {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        timer.run();
      }
      await Promise.resolve();
    }
  }

  /** A handshake takes a round trip: the figures of one that has only just begun don't show it. */
  async #look(): Promise<void> {
    await this.relay.peer.advance(this.nowMs);
    const at = this.#handshakeAt;
    const latestHandshake = at !== null && at + this.rttMs <= this.nowMs ? at : null;
    const figures = { endpoint: null, rxBytes: 0, txBytes: 0, allowedIps: [], keepaliveSeconds: 25 };
    this.relay.peer.observe({ publicKey: 'key', latestHandshake, ...figures }, this.nowMs);
  }

  #ask({ budgetMs }: Patience, onDone: (afterMs: number | null) => void): void {
    this.asked++;
    const answers = this.isAlive && !this.dropsStun;
    const atMs = this.nowMs + (answers ? this.rttMs : budgetMs);
    this.#timers.push({ atMs, run: () => onDone(answers ? this.rttMs : null) });
  }
}

describe('a relay that is held', () => {
  it('is up once it answered, and asked rarely from then on', async () => {
    const world = new World();
    expect(world.state).toBe('doubtful');
    await world.run(5000);
    expect(world.state).toBe('up');
    expect(world.relay.rttMs).toBe(20);
    const { asked } = world;
    await world.run(60_000);
    expect(world.asked - asked).toBe(6);
    expect(world.handshakes).toBe(1);
  });

  it('is down when it doesn’t answer at first', async () => {
    const world = new World();
    world.isAlive = false;
    await world.run(800);
    expect(world.state).toBe('down');
  });

  it('tells the median of the last round trips, not a peak', async () => {
    const world = new World();
    await world.run(40_000);
    world.rttMs = 300;
    await world.run(10_000);
    expect(world.relay.rttMs).toBe(20);
    await world.run(30_000);
    expect(world.relay.rttMs).toBe(300);
  });

  it('is down as soon as the silence behind it is deadly, where it doesn’t answer STUN either', async () => {
    const world = new World();
    await world.run(5000);
    world.isAlive = false;
    world.relay.suspect(world.nowMs);
    await world.run(250);
    world.relay.doubt(world.nowMs);
    expect(world.state).toBe('down');
  });

  it('is registered with anew when it is suspected, once in ten seconds', async () => {
    const world = new World();
    await world.run(5000);
    for (let i = 0; i < 4; i++) {
      world.relay.suspect(world.nowMs);
      await world.run(500);
      world.relay.doubt(world.nowMs);
      world.relay.trust();
    }
    expect(world.state).toBe('up');
    expect(world.handshakes).toBe(2);
  });

  it('gets time for a handshake before it is given up where STUN never was answered', async () => {
    const world = new World();
    world.dropsStun = true;
    await world.run(5000);
    expect(world.state).toBe('up');
    world.isAlive = false;
    world.relay.suspect(world.nowMs);
    world.relay.doubt(world.nowMs);
    expect(world.state).toBe('doubtful');
    await world.run(700);
    expect(world.state).toBe('down');
  });

  it('is missed within 45 s though nobody is sent through it', async () => {
    const world = new World();
    await world.run(5000);
    world.isAlive = false;
    await world.run(45_000);
    expect(world.state).toBe('down');
  });

  it('is reached also where WireGuard is asked once a second', async () => {
    const world = new World();
    await world.run(3000, 1000);
    expect(world.state).toBe('up');
    world.isAlive = false;
    world.relay.renew(world.nowMs);
    await world.run(10_000, 1000);
    expect(world.state).toBe('down');
    world.isAlive = true;
    await world.run(4000, 1000);
    expect(world.state).toBe('up');
  });

  it('is back within 1.5 s of its return, also where handshakes have become rare', async () => {
    const world = new World();
    await world.run(5000);
    world.isAlive = false;
    world.relay.renew(world.nowMs);
    await world.run(30_000);
    expect(world.state).toBe('down');
    world.isAlive = true;
    await world.run(1500);
    expect(world.state).toBe('up');
  });
});
