import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fault } from '../../shared/faults/fault.ts';
import type { Finding } from '../../shared/model/doctor.ts';
import type { LagReport } from '../../shared/model/insight.ts';
import { type LinkTestResult, noFigures } from '../../shared/model/link-test.ts';
import { ok } from '../../shared/result.ts';
import { type FakeEngine, fakeEngine } from '../mocks/fake-engine.ts';
import { CliSandbox, jsonLines } from './kit/cli-process.ts';
import { summaryOf } from './kit/summary.ts';

let box: CliSandbox;

beforeEach(async () => {
  box = await CliSandbox.make();
});

afterEach(async () => {
  await box.close();
});

const result: LinkTestResult = {
  type: 'ping',
  success: false,
  stopped: true,
  ...noFigures,
  latency: summaryOf(20),
  errors: [],
};

describe('lanrage test', () => {
  it('shows each answer as it comes, then the figures', async () => {
    await box.hostParty();
    const { code, out } = await box.run(['test', 'ping']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {3}1 {2}18 ms\n {3}2 {2}19 ms\n/);
    expect(out).toContain('✓ ping\n  Latency    median 18 ms');
  });

  it('is stopped by Ctrl-C, and shows what was measured until then', async () => {
    const stopped: number[] = [];
    const engine = fakeEngine({
      startLinkTest: async () => {
        setImmediate(() => engine.emit('linkTestProgress', { run: 7, kind: 'reply', share: 0.1, rttMs: 21 }));
        return ok({ run: 7 });
      },
      stopLinkTest: async ({ run }) => {
        stopped.push(run);
        engine.emit('linkTestProgress', { run, kind: 'finished', result });
        return ok({});
      },
    });
    await box.hostParty(engine);
    let interrupt = (): void => undefined;
    const { code, out } = await box.run(['test', 'ping', 'Jon'], () => interrupt(), {
      onInterrupt: (listener) => {
        interrupt = listener;
      },
    });
    expect(stopped).toEqual([7]);
    expect(out).toContain('   1  21 ms\n▲ ping was stopped\n  Latency    median 20 ms');
    expect(code).toBe(1);
  });

  it('ends with 1 and says why when it did not succeed, as JSON too', async () => {
    const errors = [fault('link-test.unanswered', { place: 'Jon' })];
    const engine = fakeEngine({
      startLinkTest: async () => {
        const failed = { ...result, type: 'bandwidth', stopped: false, latency: null, errors };
        setImmediate(() => engine.emit('linkTestProgress', { run: 1, kind: 'finished', result: failed }));
        return ok({ run: 1 });
      },
    });
    await box.hostParty(engine);
    const text = await box.run(['test', 'bandwidth']);
    expect(text.code).toBe(1);
    expect(text.out).toContain('✗ bandwidth\n  No answer to the test\n');
    const line = await box.run(['test', 'bandwidth', '--json']);
    expect(line.code).toBe(1);
    expect(jsonLines(line.out)).toMatchObject([{ ok: false, result: { errors } }]);
  });

  it('passes on what was asked for, in the units of the contract', async () => {
    const asked: object[] = [];
    const engine = fakeEngine({
      startLinkTest: async (request) => {
        asked.push(request);
        setImmediate(() =>
          engine.emit('linkTestProgress', { run: 1, kind: 'finished', result: { ...result, success: true } }),
        );
        return ok({ run: 1 });
      },
    });
    await box.hostParty(engine);
    for (const line of [
      'ping 192.0.2.1 --count 3 --interval 0.5',
      'traceroute Jon --hops 5',
      'mtu Jon',
      'bandwidth --seconds 9 --share 50',
      'loaded-latency',
      'routing',
      'stress --rate 1000 --seconds 2',
      'connectivity',
    ]) {
      expect(await box.run(['test', ...line.split(' ')])).toMatchObject({ code: 0, err: '' });
    }
    expect(asked).toEqual([
      { type: 'ping', to: '192.0.2.1', count: 3, intervalMs: 500 },
      { type: 'traceroute', to: 'Jon', maxHops: 5 },
      { type: 'mtu', to: 'Jon' },
      { type: 'bandwidth', to: 'jon', seconds: 9, shareOfLink: 0.5 },
      { type: 'loaded-latency', to: 'jon', seconds: 5 },
      { type: 'routing' },
      { type: 'stress', to: 'jon', messagesPerSecond: 1000, seconds: 2 },
      { type: 'connectivity', to: 'jon' },
    ]);
  });
});

const finding: Finding = {
  check: 'mtu',
  peer: 'jon',
  status: 'failed',
  cause: fault('doctor.mtu', { peer: 'Jon', mtu: 1280, expected: 1420 }),
  confidence: 0.9,
  measured: { code: 'packet', bytes: 1280 },
  expected: { code: 'packet', bytes: 1420 },
  remedy: 'lower-mtu',
  tookMs: 5,
};

/** Its doctor finds one thing wrong. */
function illEngine(): FakeEngine {
  const engine = fakeEngine({
    startDoctor: async () => {
      setImmediate(() => {
        engine.emit('doctorProgress', { run: 3, kind: 'started', check: 'mtu', peer: null });
        engine.emit('doctorProgress', { run: 3, kind: 'found', finding });
        engine.emit('doctorProgress', { run: 3, kind: 'finished', tookMs: 40, stopped: false });
      });
      return ok({ run: 3 });
    },
    applyRemedy: async () =>
      ok({
        before: finding,
        after: {
          ...finding,
          status: 'ok',
          cause: null,
          remedy: null,
          measured: { code: 'packet', bytes: 1420 },
        },
      }),
  });
  return engine;
}

describe('lanrage doctor', () => {
  it('says that all is well, check by check in their order', async () => {
    await box.hostParty();
    const { code, out } = await box.run(['doctor']);
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ WireGuard is installed: .*\n✓ LANrage may make its network\n/);
    expect(out).toContain('All is well.');
  });

  it('tells cause, confidence, both figures and what helps, and ends with 1', async () => {
    await box.hostParty(illEngine());
    const { code, out } = await box.run(['doctor', 'mtu']);
    expect(code).toBe(1);
    expect(out).toContain('✗ Large packets pass – Jon: 1280 bytes, expected 1420 bytes\n');
    expect(out).toMatch(/\(90 % sure\)\n/);
    expect(out).toContain('→ Use a smaller MTU: lanrage doctor --fix\n');
    expect(out).toContain('1 thing is wrong.');
  });

  it('carries a remedy out once somebody agrees, and shows the check afterwards', async () => {
    const engine = await box.hostParty(illEngine());
    const questions: string[] = [];
    const { code, out } = await box.run(['doctor', '--fix'], undefined, {
      ask: async (question) => {
        questions.push(question);
        return true;
      },
    });
    expect(questions).toEqual(['Use a smaller MTU (Jon)?']);
    expect(engine.history).toContain('applyRemedy');
    expect(out).toContain('✓ Large packets pass – Jon: 1420 bytes\n');
    expect(code).toBe(0);
  });

  it('changes nothing without an answer, unless told not to ask', async () => {
    const engine = await box.hostParty(illEngine());
    const unasked = await box.run(['doctor', '--fix']);
    expect(unasked.code).toBe(2);
    expect(unasked.err).toContain('needs a terminal');
    expect(engine.history).not.toContain('applyRemedy');
    expect(await box.run(['doctor', '--fix', '--yes'])).toMatchObject({ code: 0 });
  });

  it('prints the report, without addresses unless they are asked for', async () => {
    await box.hostParty();
    expect((await box.run(['doctor', '--report'])).out).toContain('Server [address]');
    expect((await box.run(['doctor', '--report', '--with-addresses'])).out).toContain('203.0.113.10');
  });

  it('adds the connection log where it is asked for by its own name, beside addresses', async () => {
    await box.hostParty();
    const addresses = ['doctor', '--report', '--with-addresses'];
    expect((await box.run(addresses)).out).not.toContain('Connection log');
    expect((await box.run([...addresses, '--with-connection-log'])).out).toContain('Connection log');
    const alone = await box.run(['doctor', '--report', '--with-connection-log']);
    expect(alone.code).toBe(2);
    expect(alone.err).toContain('--with-connection-log goes with --with-addresses');
  });

  it('does not call well what Ctrl-C kept it from looking at', async () => {
    const engine = fakeEngine({
      startDoctor: async () => {
        setImmediate(() =>
          engine.emit('doctorProgress', {
            run: 3,
            kind: 'found',
            finding: { ...finding, check: 'installed', peer: null, status: 'ok' },
          }),
        );
        return ok({ run: 3 });
      },
      stopDoctor: async () => {
        engine.emit('doctorProgress', { run: 3, kind: 'finished', tookMs: 9, stopped: true });
        return ok({});
      },
    });
    await box.hostParty(engine);
    let interrupt = (): void => undefined;
    const { code, out } = await box.run(['doctor', 'mtu', 'loss'], () => interrupt(), {
      onInterrupt: (listener) => {
        interrupt = listener;
      },
    });
    expect(out).toMatch(/Stopped\.\n$/);
    expect(out).not.toContain('well');
    expect(code).toBe(1);
  });

  it('streams one JSON value a line', async () => {
    await box.hostParty(illEngine());
    const { out } = await box.run(['doctor', '--json']);
    expect(jsonLines(out).map(({ kind, ok: well }) => kind ?? well)).toEqual([
      'started',
      'found',
      'finished',
      false,
    ]);
  });
});

describe('lanrage lag', () => {
  it('waits for its own report, and names the culprit with the figures that speak for it', async () => {
    const verdict: LagReport['verdict'] = {
      culprit: 'own-wifi',
      confidence: 0.8,
      evidence: [{ fact: 'wifi-signal', measured: -81, expected: -70 }],
    };
    const report: LagReport = { id: 4, pressedAt: 0, from: 0, to: 0, verdict, pathChanges: [], tracks: [] };
    const engine = fakeEngine({
      recordLag: async () => {
        setImmediate(() => {
          engine.emit('lagRecorded', { ...report, id: 3 });
          engine.emit('lagRecorded', report);
        });
        return ok({ id: 4 });
      },
    });
    await box.host(engine);
    const { code, out } = await box.run(['lag']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Your Wi-Fi \(80 % sure\)\n {2}Weakest Wi-Fi signal: −81 dBm, expected −70 dBm\n/);
  });
});
