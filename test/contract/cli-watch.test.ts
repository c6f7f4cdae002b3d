import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HISTORY_EXPORT_LIMIT_BYTES } from '../../shared/model/metrics.ts';
import { ok } from '../../shared/result.ts';
import { fakeEngine } from '../mocks/fake-engine.ts';
import { CliSandbox, jsonLines } from './kit/cli-process.ts';

let box: CliSandbox;

beforeEach(async () => {
  box = await CliSandbox.make();
});

afterEach(async () => {
  await box.close();
});

describe('lanrage stats', () => {
  it('shows connections, rates, quality, versions, and each player with latency and loss', async () => {
    await box.hostParty();
    const { code, out } = await box.run(['stats']);
    expect(code).toBe(0);
    expect(out).toContain('Connections  1 active, 4 made, 0 failed');
    expect(out).toContain('Peers        1 direct, 0 relayed\n');
    expect(out).toContain('In           24.0 kB/s now, 72.0 kB/s at most, 86.4 MB in all\n');
    expect(out).toContain('Versions     lanrage/0.1.0 × 2\n');
    expect(out).toMatch(
      /Jon +direct +18 ms +24 ms +29 ms +1\.1 ms +0\.4 % +12\.0 kB\/s +9\.0 kB\/s +\d+ good/,
    );
  });

  it('counts the messages of each type and tells the tail of latency when it is to be detailed', async () => {
    await box.hostParty();
    const { out } = await box.run(['stats', '--format', 'detailed']);
    expect(out).toMatch(/echo\.request +5400 +5390 +0 +151 kB +151 kB +28 B +28 B/);
    expect(out).toContain('p95 24 ms, p99 29 ms, jitter 1.1 ms');
  });

  it('is one JSON value with --format json, and keeps to what the filter names', async () => {
    await box.hostParty();
    const { out } = await box.run(['stats', '--format', 'json', '--filter', 'JON']);
    const [value, ...more] = jsonLines(out);
    expect(more).toEqual([]);
    expect(value).toMatchObject({
      ok: true,
      series: [{ name: 'Jon' }],
      messages: [],
      peers: { direct: 1, relayed: 0, other: 0 },
    });
  });

  it('goes on with --interval, one JSON line each, until Ctrl-C', async () => {
    await box.hostParty();
    let interrupt = (): void => undefined;
    let lines = 0;
    const { code, out } = await box.run(
      ['stats', '--interval', '1', '--json'],
      () => {
        lines += 1;
        if (lines === 2) interrupt();
      },
      {
        onInterrupt: (listener) => {
          interrupt = listener;
        },
      },
    );
    expect(code).toBe(0);
    expect(jsonLines(out)).toHaveLength(2);
  });
});

describe('lanrage targets', () => {
  it('adds, shows, changes and removes what is watched', async () => {
    await box.host();
    const added = await box.run([
      'targets',
      'add',
      'tcp',
      'example.org:443',
      '--name',
      'Game',
      '--interval',
      '5',
    ]);
    expect(added.out).toMatch(/t1 +Game +tcp +example\.org:443 +5 s +pending/);
    expect((await box.run(['targets'])).out).toMatch(
      /gateway +Router +icmp +gateway +1 s +answering +1\.2 ms/,
    );
    const changed = await box.run(['targets', 'set', 'Game', '--timeout', '0.5', '--json']);
    expect(jsonLines(changed.out)).toMatchObject([{ ok: true, target: { id: 't1', timeoutMs: 500 } }]);
    expect((await box.run(['targets', 'remove', 't1'])).out).toBe('"Game" is not watched any more.\n');
    expect(jsonLines((await box.run(['targets', 'remove', 't1', '--json'])).out)).toMatchObject([
      { ok: false, fault: { code: 'target.not-found', args: { id: 't1' } } },
    ]);
  });
});

describe('lanrage session', () => {
  it('begins, is listed and ends', async () => {
    await box.host();
    expect((await box.run(['session', 'start', 'Age', 'of', 'Kings'])).out).toContain(
      '"Age of Kings" has begun.',
    );
    expect((await box.run(['session', 'list'])).out).toMatch(/Age of Kings .* running +0\n/);
    expect((await box.run(['session', 'end'])).out).toMatch(/^Age of Kings, /);
    expect(jsonLines((await box.run(['session', 'end', '--json'])).out)).toMatchObject([
      { ok: false, fault: { code: 'session.none' } },
    ]);
  });
});

describe('parties that one was in', () => {
  it('are joined again by name, the newest without one, and forgotten', async () => {
    const recent = [
      { id: 'a', name: 'Friday LAN', lastAt: '2026-11-20T20:00:00Z' },
      { id: 'b', name: 'Old one', lastAt: '2026-11-01T20:00:00Z' },
    ];
    const asked: string[] = [];
    const plainEngine = fakeEngine();
    const snapshot = await plainEngine.handlers.getSnapshot({});
    if (!snapshot.ok) throw new Error('a fake has one');
    const engine = fakeEngine({
      getSnapshot: async () => ok({ ...snapshot.value, recent }),
      rejoinParty: async ({ id }) => {
        asked.push(id);
        return ok({ name: 'x', address: '10.66.0.2' });
      },
      forgetParty: async ({ id }) => {
        asked.push(`forget ${id}`);
        return ok({});
      },
    });
    await box.host(engine);
    await box.run(['party', 'rejoin']);
    await box.run(['party', 'rejoin', 'Old one']);
    await box.run(['party', 'forget', 'Old one']);
    expect(asked).toEqual(['a', 'b', 'forget b']);
    expect((await box.run(['party', 'rejoin', 'None'])).err).toContain('"Friday LAN", "Old one"');
    expect((await box.run(['status'])).out).toContain("lanrage party rejoin 'Friday LAN'");
  });
});

describe('lanrage export history', () => {
  it('takes the largest export through the socket, and says when the newest is missing', async () => {
    const text = '"quoted",\r\n'.repeat(HISTORY_EXPORT_LIMIT_BYTES / 11);
    await box.host(fakeEngine({ exportHistory: async () => ok({ text, truncated: true }) }));
    const file = join(box.folder, 'large.csv');
    const written = await box.run(['export', 'history', '--output', file]);
    expect(written).toMatchObject({ code: 0 });
    expect(written.err).toContain('The newest part is left out');
    expect((await stat(file)).size).toBe(text.length);
  });

  it('is one JSON value with --json', async () => {
    await box.hostParty();
    const { out } = await box.run(['export', 'history', '--from', '10s', '--json']);
    expect(jsonLines(out)).toMatchObject([
      { ok: true, truncated: false, text: expect.stringMatching(/^time,/) },
    ]);
  });

  it('prints CSV and JSON, and writes a file that is its owner’s alone', async () => {
    await box.hostParty();
    const csv = await box.run(['export', 'history', '--subject', 'Jon', '--from', '10s']);
    expect(csv.out.split('\r\n')[1]).toContain(',peer:jon,1000,60,0,');
    const file = join(box.folder, 'history.json');
    const written = await box.run([
      'export',
      'history',
      '--from',
      '10s',
      '--format',
      'json',
      '--output',
      file,
    ]);
    expect(written.out).toContain(`Written to ${file}`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8')).points).toHaveLength(10);
  });
});

describe('lanrage metrics', () => {
  it('prints what Prometheus reads, and the token that it needs, the same each time', async () => {
    await box.hostParty();
    expect((await box.run(['metrics'])).out).toContain('lanrage_connections 1\n');
    const token = await box.run(['metrics', 'token']);
    expect(token.out).toMatch(/^[\w-]{43}\n$/);
    expect(await box.run(['metrics', 'token'])).toEqual(token);
  });
});

describe('a wrong line', () => {
  it.each([
    ['stats --format xml', '--format takes table, json, detailed, not "xml".'],
    ['stats --interval 0', '--interval takes a number from 1 to 3600, not "0".'],
    ['targets add', 'Say what to watch'],
    ['targets add smtp example.org', 'KIND is icmp, tcp, udp, http, dns, not "smtp".'],
    ['targets set x', 'Say what to change'],
    ['targets show', 'not "show"'],
    ['test', 'Say what to do: "lanrage test ping"'],
    ['test pign', 'Did you mean "lanrage test ping"?'],
    ['test ping --count 1.5', '--count takes a whole number from 1 to 1000, not "1.5".'],
    ['test ping', 'Say whom to test: lanrage test ping PEER|HOST'],
    ['doctor natt', 'There is no check "natt". Did you mean nat?'],
    ['doctor --yes', '--yes goes with --fix.'],
    ['session start', 'Name the session'],
    ['export history --from noon', '--from takes a time'],
    ['export history --from 1h --to 2h', 'ends before it begins'],
    ['export history --subject nobody', 'There is no player or target "nobody"'],
    ['completion tcsh', 'Say for which shell: bash, zsh, fish.'],
  ])('"%s" is told in one sentence and ends with 2', async (words, problem) => {
    await box.host();
    const said = await box.run(words.split(' '));
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain(problem);
  });
});
