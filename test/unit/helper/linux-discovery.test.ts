import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../main/base/run-command.ts';
import { openLinuxDiscovery } from '../../../main/helper/tunnel/linux-discovery.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';

const terms = { own: '10.66.0.1', members: ['10.66.0.2'], ports: [{ first: 6112, last: 6112 }] };

describe('carrying games on Linux', () => {
  let loaded: string[];
  let tables: string;
  let counters: object;
  /** What `nft` answers to a script; null: it takes it. */
  let refusal: (script: string, isLinkTest: boolean) => Fault<'command.failed' | 'command.timed-out'> | null;

  beforeEach(() => {
    loaded = [];
    tables = '';
    counters = {};
    refusal = () => null;
  });

  async function run({ args, input }: Command) {
    if (args.includes('tables')) return ok({ exitCode: 0, stdout: tables, stderr: '' });
    if (args.includes('counters')) return ok({ exitCode: 0, stdout: JSON.stringify(counters), stderr: '' });
    const isLinkTest = args.includes('-c');
    const refused = refusal(`${input}`, isLinkTest);
    if (refused !== null) return fail(refused);
    if (!isLinkTest) loaded.push(`${input}`);
    return ok({ exitCode: 0, stdout: '', stderr: '' });
  }
  const open = (present: readonly string[] = []) =>
    openLinuxDiscovery('nft', run, (name) => present.includes(name));
  const failed = fault('command.failed', { command: 'nft', exitCode: 1, stderr: '' });

  test('goes on counting from the table before', async () => {
    const discovery = await open();
    const counter = (name: string, packets: number) => ({ counter: { name, packets, bytes: 0 } });
    counters = {
      nftables: [{ metainfo: {} }, counter('sent', 12), counter('received', 4), counter('capped', 1)],
    };
    expect(await discovery.counts('lanrage0')).toEqual({ sent: 12, received: 4, capped: 1 });
    expect(await discovery.set('lanrage0', terms)).toEqual(ok(undefined));
    expect(loaded[0]).toContain('counter sent { packets 12 ');
  });

  test.each([[{}], [{ nftables: 'none' }], [{ nftables: [{ counter: { name: 'sent', packets: -0.5 } }] }]])(
    'counts from nothing where the listing says nothing: %j',
    async (listing) => {
      counters = listing;
      expect(await (await open()).counts('lanrage0')).toEqual({ sent: 0, received: 0, capped: 0 });
    },
  );

  test('tells a kernel that cannot copy from rules that are refused, and from a program that does not run', async () => {
    const discovery = await open();
    refusal = () => failed;
    expect(await discovery.set('lanrage0', terms)).toEqual(
      fail(fault('tunnel.discovery-unavailable', { reason: 'no-kernel-dup' })),
    );
    refusal = (_, isLinkTest) => (isLinkTest ? null : failed);
    expect(await discovery.set('lanrage0', terms)).toEqual(
      fail(fault('tunnel.discovery-unavailable', { reason: 'rules-refused' })),
    );
    refusal = () => fault('command.timed-out', { command: 'nft', timeoutMs: 5_000 });
    expect(await discovery.set('lanrage0', terms)).toEqual(
      fail(
        fault('tunnel.discovery-unavailable', {
          reason: 'tool-not-run',
          program: 'nft',
          problem: 'command.timed-out',
        }),
      ),
    );
    expect(loaded).toEqual([]);
  });

  test('tells of a missing nft, and does nothing else', async () => {
    const discovery = await openLinuxDiscovery(null);
    expect(await discovery.set('lanrage0', terms)).toEqual(
      fail(fault('tunnel.discovery-unavailable', { reason: 'program-missing', program: 'nft' })),
    );
    expect(await discovery.counts('lanrage0')).toEqual({ sent: 0, received: 0, capped: 0 });
    await discovery.clear('lanrage0');
    await discovery.sweep();
  });

  test('sweeps the tables of interfaces that are gone, and no others', async () => {
    tables = ['lanrage0_games', 'lanrage1_games', 'lanrage2_guard', 'my_lanrage3_games', 'filter']
      .map((name) => `table ip ${name}\n`)
      .join('');
    const discovery = await open(['lanrage1']);
    const gone = 'table ip lanrage0_games\ndelete table ip lanrage0_games\n';
    expect(loaded).toEqual([gone]);
    await discovery.sweep();
    expect(loaded).toEqual([gone, gone]);
  });
});
