import { describe, expect, it } from 'vitest';
import { UdpWatch, type UdpWatchStep } from '../../../../../main/engine/path/mesh/relays/udp-watch.ts';

/** Ticks every 50 ms as the links do, with a world that answers what it is asked. */
class World {
  readonly watch: UdpWatch;
  readonly steps: [number, UdpWatchStep][] = [];
  nowMs = 0;
  udp = false;
  stun: boolean | null = null;
  tunnel = true;
  control = true;

  constructor(hasTunnel = true) {
    this.watch = new UdpWatch({ hasTunnel, nowMs: 0 });
  }

  run(untilMs: number): [number, UdpWatchStep][] {
    const before = this.steps.length;
    for (; this.nowMs < untilMs; this.nowMs += 50) {
      const works = this.watch.state === 'tcp' ? this.tunnel : this.udp;
      if (works) this.watch.answered();
      const step = this.watch.tick(this.nowMs, this.control);
      if (step === null) continue;
      this.steps.push([this.nowMs, step]);
      if (step === 'ask-hint') this.watch.hinted(this.stun ?? this.udp, this.nowMs);
    }
    return this.steps.slice(before);
  }
}

describe('UDP to the relay', () => {
  it('that is answered is kept', () => {
    const world = new World();
    world.udp = true;
    expect(world.run(600_000)).toEqual([]);
  });

  it('that is not answered for 3.5 s is left for the tunnel', () => {
    expect(new World().run(5_000)).toEqual([[3_500, 'use-tcp']]);
  });

  it('is not left while the control server is out of reach too, nor where there is no tunnel', () => {
    const world = new World();
    world.control = false;
    expect(world.run(60_000)).toEqual([]);
    world.control = true;
    expect(world.run(61_000)).toEqual([[60_000, 'use-tcp']]);
    expect(new World(false).run(60_000)).toEqual([]);
  });

  it('that stops in the middle of a party is left 3.5 s after the doubt', () => {
    const world = new World();
    world.udp = true;
    world.run(50_000);
    world.udp = false;
    world.watch.restarted(50_000);
    expect(world.run(60_000)).toEqual([[53_500, 'use-tcp']]);
  });
});

describe('the tunnel', () => {
  it('is left within a minute after UDP is back, after two hints and an answered handshake', () => {
    const world = new World();
    world.run(100_000);
    world.udp = true;
    const steps = world.run(160_000);
    expect(steps.map(([, step]) => step)).toEqual(['ask-hint', 'ask-hint', 'try-udp', 'use-udp']);
    expect(world.watch.state).toBe('udp');
    expect(world.run(600_000)).toEqual([]);
  });

  it('is kept while hints fail, asking every half minute', () => {
    const world = new World();
    const steps = world.run(600_000).slice(1);
    expect(new Set(steps.map(([, step]) => step))).toEqual(new Set(['ask-hint']));
    expect(steps.length).toBe(19);
  });

  it('is kept where STUN passes and WireGuard does not, with ever rarer trials', () => {
    const world = new World();
    world.stun = true;
    const linkTests = world.run(3_600_000).filter(([, step]) => step === 'try-udp');
    expect(linkTests.length).toBeGreaterThan(3);
    expect(linkTests.length).toBeLessThan(12);
    expect(world.watch.state).toBe('tcp');
  });

  it('that is not answered either gives way to UDP now and then, so that whatever returns first is used', () => {
    const world = new World();
    world.tunnel = false;
    const linkTests = world.run(120_000).filter(([, step]) => step === 'try-udp');
    expect(linkTests.length).toBe(5);
    world.udp = true;
    world.stun = false;
    world.run(150_000);
    expect(world.watch.state).toBe('udp');
  });

  it('is left at once when the network changes and UDP works there', () => {
    const world = new World();
    world.run(40_000);
    world.udp = true;
    world.watch.networkChanged(40_000);
    world.run(42_000);
    expect(world.watch.state).toBe('udp');
  });

  it('never flaps: over random networks each change follows a silence or two hints', () => {
    let schedules = 0;
    for (let seed = 1; seed <= 300; seed++, schedules++) {
      let random = seed;
      const next = () => {
        random = (random * 48_271) % 2_147_483_647;
        return random / 2_147_483_647;
      };
      const world = new World();
      for (let atMs = 0; atMs < 900_000; atMs += 60_000) {
        world.udp = next() < 0.5;
        if (!world.udp && world.watch.state === 'udp') world.watch.restarted(atMs);
        world.run(atMs + 60_000);
        if (!world.udp) expect(world.watch.state, `seed ${seed} at ${atMs}`).not.toBe('udp');
      }
      world.udp = true;
      world.run(960_000 + 700_000);
      expect(world.watch.state).toBe('udp');
      expect(world.steps.filter(([, step]) => step === 'use-tcp').length).toBeLessThanOrEqual(15);
    }
    console.log(`udp-watch: ${schedules} random schedules settled`);
  });
});
