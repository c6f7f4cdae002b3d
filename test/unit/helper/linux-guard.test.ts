import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../../main/base/run-command.ts';
import { guardRuleset, openLinuxGuard } from '../../../main/helper/tunnel/linux-guard.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';

describe("the guard of a tunnel's address", () => {
  let loaded: string[];
  let tables: string;
  let isBroken: boolean;
  /** What scripts begin with that nftables refuses. */
  let refused: string | null;

  beforeEach(() => {
    loaded = [];
    tables = '';
    isBroken = false;
    refused = null;
  });

  async function run({ args, input }: Command) {
    const isRefused = refused !== null && `${input}`.startsWith(refused);
    if (isBroken || isRefused)
      return fail(fault('command.failed', { command: 'nft', exitCode: 1, stderr: '' }));
    if (args[0] === 'list') return ok({ exitCode: 0, stdout: tables, stderr: '' });
    loaded.push(`${input}`);
    return ok({ exitCode: 0, stdout: '', stderr: '' });
  }
  const open = (present: readonly string[] = []) =>
    openLinuxGuard('nft', run, (name) => present.includes(name));

  test('lets the address and the broadcast of its network in by its interface and from this machine alone', () => {
    const ruleset = guardRuleset('lanrage0', '10.66.0.9/16');
    expect(ruleset).toContain('iifname != { "lo", "lanrage0" } ip daddr @own counter drop');
    expect(ruleset).toContain('elements = { 10.66.0.9, 10.66.255.255 }');
    expect(guardRuleset('lanrage0', '192.168.77.5/30')).toContain('{ 192.168.77.5, 192.168.77.7 }');
  });

  test('is a table of its own, replaced in one transaction', async () => {
    const guard = await open();
    await guard?.set('lanrage0', '10.66.0.1/16');
    expect(loaded).toHaveLength(1);
    expect(loaded[0]).toMatch(
      /^table ip lanrage0_guard\ndelete table ip lanrage0_guard\ntable ip lanrage0_guard {/,
    );
    await guard?.clear('lanrage0');
    expect(loaded[1]).toBe('table ip lanrage0_guard\ndelete table ip lanrage0_guard\n');
  });

  test('that was prepared is there before the address is known, and only has the address put in', async () => {
    const guard = await open();
    await Promise.all([guard?.prepare?.('lanrage0'), guard?.set('lanrage0', '10.66.0.1/16')]);
    expect(loaded[0]).toBe(guardRuleset('lanrage0', null));
    expect(loaded[0]).not.toContain('elements');
    expect(loaded.slice(1)).toEqual(['add element ip lanrage0_guard own { 10.66.0.1, 10.66.255.255 }\n']);
    await guard?.set('lanrage0', '10.66.0.2/16');
    expect(loaded.at(-1)).toBe(guardRuleset('lanrage0', '10.66.0.2/16'));
  });

  test('that was prepared and taken away since is made anew', async () => {
    const guard = await open();
    await guard?.prepare?.('lanrage0');
    refused = 'add element';
    await guard?.set('lanrage0', '10.66.0.1/16');
    expect(loaded.at(-1)).toBe(guardRuleset('lanrage0', '10.66.0.1/16'));
    await guard?.prepare?.('lanrage0');
    await guard?.clear('lanrage0');
    await guard?.set('lanrage0', '10.66.0.1/16');
    expect(loaded.at(-1)).toBe(guardRuleset('lanrage0', '10.66.0.1/16'));
  });

  test('that a crashed helper left goes when its interface is gone, and no other table does', async () => {
    tables = ['lanrage0_guard', 'lanrage1_guard', 'lanrage_guard', 'my_lanrage2_guard', 'filter']
      .map((name) => `table ip ${name}\n`)
      .join('');
    await open(['lanrage1']);
    expect(loaded).toEqual(['table ip lanrage0_guard\ndelete table ip lanrage0_guard\n']);
  });

  test('is set only after a sweep that is under way', async () => {
    const guard = await open();
    tables = 'table ip lanrage0_guard\n';
    await Promise.all([guard?.sweep(), guard?.set('lanrage0', '10.66.0.1/16')]);
    expect(loaded.at(-1)).toContain('elements = { 10.66.0.1,');
  });

  test('is none where nftables does not work, and stops nothing when it fails later', async () => {
    isBroken = true;
    expect(await open()).toBeNull();
    isBroken = false;
    const guard = await open();
    isBroken = true;
    await expect(guard?.set('lanrage0', '10.66.0.1/16')).resolves.toBeUndefined();
    await expect(guard?.sweep()).resolves.toBeUndefined();
    isBroken = false;
    await guard?.set('lanrage0', '10.66.0.1/16');
    expect(loaded).toHaveLength(1);
  });
});
