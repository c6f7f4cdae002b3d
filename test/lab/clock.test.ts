/** A player whose clock was two hours ahead, with real WireGuard, and is put right. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { handInGap } from './kit/gap-row.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import type { LabProcess } from './kit/process.ts';
import { LabServers } from './kit/servers.ts';

const AHEAD_S = 7200;
/** Joining, a handshake that may be a recording, and one that proves itself. */
const BACK_MS = 20_000;
/** How wireguard-go on amd64 adds what TAI64N has before the seconds since 1970 (cr.yp.to/libtai/tai64.html). */
const ADDS_TAI64 = Buffer.from('48b90a00000000000040', 'hex');

/** Its engine reads a clock of its own. */
class MistimedEngine extends LabEngine {
  /** A module that sets it; null: this machine's. */
  clock: string | null = null;

  override launch(): LabProcess {
    if (this.clock === null) return super.launch();
    process.env.NODE_OPTIONS = `--import=${this.clock}`;
    try {
      return super.launch();
    } finally {
      delete process.env.NODE_OPTIONS;
    }
  }
}

describeLab('a player whose clock was two hours ahead, and is put right', () => {
  let internet: Internet;
  let alice: LabEngine;
  let code: string;

  beforeAll(async () => {
    internet = createInternet('clock');
    await new LabServers(internet).start();
    alice = new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]);
    await alice.up();
    code = (await alice.done<{ code: string }>('party', 'create', 'Clock')).code;
  });

  afterAll(() => internet?.close());

  test('hears its name from the doctor while it is wrong, and is seen by those who stayed when it joins again', async () => {
    const clock = join(internet.folder('clock'), 'ahead.mjs');
    writeFileSync(
      clock,
      `const now = Date.now;
       const ahead = ${1000 * AHEAD_S};
       globalThis.Date = class extends Date { constructor(...args) { super(...(args.length ? args : [now() + ahead])); } static now() { return now() + ahead; } };`,
    );
    const bob = new MistimedEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]);
    bob.clock = clock;
    await bob.up();
    await bob.done('party', 'join', code);
    await alice.reaches(await bob.address());
    expect(await causesOf(bob)).toContain('doctor.clock-skew');
    await bob.done('party', 'leave');
    await bob.done('down');
    bob.clock = null;
    await bob.up();
    const startedAt = Date.now();

    await bob.done('party', 'join', code);

    await alice.reaches(await bob.address());
    expect(await causesOf(bob)).not.toContain('doctor.clock-skew');
    const backMs = Date.now() - startedAt;
    handInGap({
      fault: 'joins again, its clock 2 h back',
      path: 'relay',
      gapMs: backMs,
      target: BACK_MS,
      seen: 'its new record is taken',
    });
    expect(backMs).toBeLessThan(BACK_MS);
  });

  test('is let in by the relay again within seconds, though WireGuard dated its handshakes two hours ahead', async () => {
    const binary = readFileSync('/usr/bin/wireguard-go');
    const at = binary.indexOf(ADDS_TAI64);
    expect(at).toBeGreaterThan(0);
    binary.writeBigUInt64LE(0x4000_0000_0000_000an + BigInt(AHEAD_S), at + 2);
    const path = join(internet.folder('ahead'), 'wireguard-go');
    writeFileSync(path, binary);
    chmodSync(path, 0o755);
    const carol = new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]);
    await carol.host.mount(`mount --bind ${path} /usr/bin/wireguard-go`);
    await carol.up();
    await carol.done('party', 'join', code);
    const address = await carol.address();
    await alice.reaches(address);
    await carol.done('down');
    await alice.shows('away', address);
    await carol.host.exec('umount', ['/usr/bin/wireguard-go']);
    const startedAt = Date.now();

    await carol.up();

    await alice.reaches(address);
    const backMs = Date.now() - startedAt;
    handInGap({
      fault: 'starts again, WireGuard’s clock 2 h back',
      path: 'relay',
      gapMs: backMs,
      target: BACK_MS,
      seen: 'the relay lets it in',
    });
    expect(backMs).toBeLessThan(BACK_MS);
  });
});

/** What its doctor finds. */
async function causesOf(engine: LabEngine): Promise<string[]> {
  const api = await engine.api();
  const ended = Promise.withResolvers<void>();
  const off = api.on('doctorProgress', ({ kind }) => {
    if (kind === 'finished') ended.resolve();
  });
  const started = await api.startDoctor({});
  if (!started.ok) throw new Error(started.fault.code);
  await ended.promise;
  off();
  const findings = await api.getFindings({});
  if (!findings.ok) throw new Error(findings.fault.code);
  return findings.value.flatMap(({ cause }) => (cause === null ? [] : [cause.code]));
}
