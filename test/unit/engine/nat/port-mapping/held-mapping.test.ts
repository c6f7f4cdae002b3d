import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../../main/base/log/create-log.ts';
import {
  HeldMapping,
  type PortMappingChange,
} from '../../../../../main/engine/nat/port-mapping/held-mapping.ts';
import type { GrantResult, Mapper } from '../../../../../main/engine/nat/port-mapping/mapper.ts';
import { fault } from '../../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../../shared/result.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

const LEASE_SECONDS = 3_600;
const silent = fail(fault('portmap.unanswered', { protocol: 'pcp' }));
const refusal = fail(fault('portmap.refused', { protocol: 'pcp', reason: 'no-resources' }));

/** A router that isn't there: it grants, forgets and falls silent as it is told. */
class ModelRouter implements Mapper {
  readonly protocol = 'pcp';
  address = '45.13.0.9';
  port = 51_820;
  lifetimeSeconds = LEASE_SECONDS;
  answer: 'grants' | 'silent' | 'refuses' = 'grants';
  mapped = true;
  deletes = true;
  readonly asked: string[] = [];
  /** Held back until it is resolved. */
  delay: Promise<void> = Promise.resolve();

  async map(): Promise<GrantResult> {
    this.asked.push('map');
    await this.delay;
    if (this.answer !== 'grants') return this.answer === 'silent' ? silent : refusal;
    this.mapped = true;
    return ok(this.grant);
  }

  async holds(): Promise<'yes' | 'no' | 'unknown'> {
    this.asked.push('holds');
    if (this.answer === 'silent') return 'unknown';
    return this.mapped ? 'yes' : 'no';
  }

  async unmap(): Promise<boolean> {
    this.asked.push('unmap');
    if (this.deletes) this.mapped = false;
    return this.deletes;
  }

  get grant() {
    return { external: { address: this.address, port: this.port }, lifetimeSeconds: this.lifetimeSeconds };
  }
}

function hold(change: Partial<ModelRouter> = {}) {
  const router = Object.assign(new ModelRouter(), change);
  const clock = new FakeClock();
  const lines: string[] = [];
  const log = createLog({ level: 'warn', sinks: [{ write: ({ message }) => lines.push(message) }] });
  const mapping = new HeldMapping({
    mapper: router,
    grant: router.grant,
    leaseSeconds: LEASE_SECONDS,
    clock,
    log,
  });
  const changes: PortMappingChange[] = [];
  mapping.onChange((happened) => changes.push(happened));
  return { router, clock, mapping, changes, lines };
}

const minutes = (count: number) => count * 60_000;

describe('a held mapping', () => {
  it('is renewed at half its lease, and looked after each minute until then', async () => {
    const { router, clock, mapping, changes } = hold();

    await clock.pass(minutes(29), 1000);
    expect(router.asked).toEqual(Array(29).fill('holds'));
    await clock.pass(minutes(2), 1000);

    expect(router.asked.filter((what) => what === 'map')).toHaveLength(1);
    expect(mapping.expiresAt).toBe(minutes(30 + 60));
    expect(changes).toEqual([]);
  });

  it('follows the lease that the router grants, not the one it was asked for', async () => {
    const { router, clock } = hold({ lifetimeSeconds: 120 });

    await clock.pass(minutes(5), 1000);

    expect(router.asked.filter((what) => what === 'map')).toHaveLength(5);
  });

  it('does not flood a router that grants seconds', async () => {
    const { router, clock } = hold({ lifetimeSeconds: 1 });

    await clock.pass(minutes(1), 1000);

    expect(router.asked.length).toBeLessThanOrEqual(15);
  });

  it('is made again within a minute after the router forgot it, without a word when nothing changed', async () => {
    const { router, clock, mapping, changes } = hold();

    router.mapped = false;
    await clock.pass(minutes(1), 1000);

    expect(router.mapped).toBe(true);
    expect(changes).toEqual([]);
    expect(mapping.external).toBe('45.13.0.9:51820');
  });

  it('tells when the router got another address', async () => {
    const { router, clock, mapping, changes } = hold();

    Object.assign(router, { mapped: false, address: '45.13.0.77' });
    await clock.pass(minutes(1), 1000);

    expect(changes).toEqual([{ kind: 'moved', external: '45.13.0.77:51820' }]);
    expect(mapping.external).toBe('45.13.0.77:51820');
  });

  it('outlives two lost checks in silence', async () => {
    const { router, clock, changes } = hold();

    router.answer = 'silent';
    await clock.pass(minutes(1) + 6_000);
    router.answer = 'grants';
    await clock.pass(minutes(10), 1000);

    expect(changes).toEqual([]);
  });

  it('is lost once when the router stays silent, and back once when it returns', async () => {
    const { router, clock, changes } = hold();

    router.answer = 'silent';
    await clock.pass(minutes(5), 1000);
    expect(changes).toEqual([{ kind: 'lost' }]);
    router.answer = 'grants';
    await clock.pass(minutes(1), 1000);

    expect(changes).toEqual([{ kind: 'lost' }, { kind: 'moved', external: '45.13.0.9:51820' }]);
  });

  it('is lost at once when the router takes it back', async () => {
    const { router, clock, changes } = hold();

    Object.assign(router, { mapped: false, answer: 'refuses' });
    await clock.pass(minutes(1), 1000);

    expect(changes).toEqual([{ kind: 'lost' }]);
  });

  it('is lost when the router ends up behind another NAT', async () => {
    const { router, clock, changes } = hold();

    Object.assign(router, { mapped: false, address: '100.64.3.4' });
    await clock.pass(minutes(1), 1000);

    expect(changes).toEqual([{ kind: 'lost' }]);
  });

  it('is looked after at once when asked, without a second round of its own', async () => {
    const { router, clock, mapping } = hold();

    await Promise.all([mapping.check(), mapping.check()]);
    router.asked.length = 0;
    await clock.pass(minutes(3), 1000);

    expect(router.asked).toHaveLength(3);
  });

  it('with a permanent lease is only looked after', async () => {
    const { router, clock, mapping } = hold({ lifetimeSeconds: Number.POSITIVE_INFINITY });

    await clock.pass(minutes(120), 1000);

    expect(mapping.expiresAt).toBe(Number.POSITIVE_INFINITY);
    expect(router.asked).not.toContain('map');
  });
});

describe('closing a held mapping', () => {
  it('deletes it once and ends all work', async () => {
    const { router, clock, mapping } = hold();

    await Promise.all([mapping.close(), mapping.close()]);
    await clock.pass(minutes(60), 1000);
    await mapping.check();

    expect(router.asked).toEqual(['unmap']);
    expect(router.mapped).toBe(false);
    expect(clock.isIdle).toBe(true);
  });

  it('waits for a renewal that is under way, so that nothing comes back after it', async () => {
    const { router, clock, mapping } = hold();
    const { promise, resolve } = Promise.withResolvers<void>();
    Object.assign(router, { mapped: false, delay: promise });
    const renewed = mapping.check();
    await clock.pass(0);

    const closed = mapping.close();
    await clock.pass(1_000);
    resolve();
    await Promise.all([renewed, closed]);

    expect(router.asked).toEqual(['holds', 'map', 'unmap']);
    expect(router.mapped).toBe(false);
  });

  it('tries three times, and says so when the router never confirms', async () => {
    const { router, mapping, lines } = hold({ deletes: false });

    await mapping.close();

    expect(router.asked).toEqual(['unmap', 'unmap', 'unmap']);
    expect(lines).toEqual(['the router did not confirm that the port mapping is gone']);
  });

  it('ends though the router hangs', async () => {
    const { router, clock, mapping, lines } = hold();
    router.unmap = () => new Promise(() => undefined);

    const closed = mapping.close();
    await clock.pass(7_000);
    await closed;

    expect(lines).toHaveLength(1);
  });
});
