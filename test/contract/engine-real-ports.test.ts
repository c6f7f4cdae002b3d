/** The world around an engine as this machine has it: each way out does what it says, on any system, with any rights. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../../main/engine/ports.ts';
import { realPorts } from '../../main/engine/real-ports.ts';
import { recordingLog } from '../mocks/recording-log.ts';

const HERE = { address: '127.0.0.1', family: 4 } as const;
const folder = mkdtempSync(join(tmpdir(), 'lanrage-ports-'));
const dataDir = join(folder, 'data');
let ports: Ports;
beforeAll(async () => {
  ports = await realPorts({ dataDir, helperScript: join(folder, 'no-helper.js'), log: recordingLog() });
});
afterAll(() => {
  ports.probing.ping.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the world of this machine', () => {
  it('keeps what an engine stores: its keys are the same the next time', async () => {
    const keys: string[] = [];
    for (let times = 0; times < 2; times++) {
      const opened = await ports.disk.openStores();
      if (!opened.ok) throw new Error(opened.fault.code);
      keys.push(opened.value.keys.wireguard.publicKey);
      opened.value.close();
    }
    expect(keys[0]).toBe(keys[1]);
    expect(ports.disk.historyPath).toBe(join(dataDir, 'history.db'));
    expect(await ports.disk.freeBytes()).toBeGreaterThan(0);
  });

  it('starts no helper where there is no program, and says so', async () => {
    const launched = await ports.helper.launch(false);
    expect(launched).toMatchObject({ ok: false, fault: { code: 'helper.unreachable' } });
  });

  it('pings itself, finds itself at the first hop, and how large packets to it may be, or says that it may not', async () => {
    const { signal } = new AbortController();
    const { ping, paths } = ports.probing;
    const request = {
      to: HERE.address,
      family: HERE.family,
      timeoutMs: 2000,
      signal,
      onLate: () => undefined,
    };
    const { result } = await ping.ping(request);
    expect(['answered', 'denied']).toContain(result.outcome);
    if (result.outcome === 'denied') return;
    const trace = await paths.traceroute(HERE, { maxHops: 3, signal });
    expect(trace).toMatchObject({ reached: true, hops: [{ ttl: 1, address: HERE.address }] });
    const { mtu } = await paths.pathMtu(HERE, { signal });
    expect(mtu).toBeGreaterThanOrEqual(1280);
  });

  it('reaches no control server where none is, and says why', async () => {
    const opened = await ports.openControl('ws://127.0.0.1:1', new AbortController().signal);
    expect(opened).toMatchObject({ ok: false, fault: { code: 'control.unreachable' } });
  });
});
