import { expect, it } from 'vitest';
import { iptablesWay } from '../../../main/helper/tunnel/iptables-input.ts';
import type { RunTool } from '../../../main/helper/tunnel/tools.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';

/** As Debian, Ubuntu and Fedora have it: a link leads to one program that is `iptables`, `iptables-save` and more by its name. */
const SEVERAL_IN_ONE = '/usr/sbin/xtables-nft-multi';
/** What `iptables -S INPUT` says where ufw is on. */
const UFW = '-P INPUT DROP\n-A INPUT -j ufw-before-input\n';

it('finds the firewall of ufw where iptables is one of several in one program', async () => {
  const run: RunTool = async ({ file, argv0, args }) =>
    file === SEVERAL_IN_ONE && argv0 === 'iptables' && args.join(' ') === '-w 2 -S INPUT'
      ? ok({ exitCode: 0, stdout: UFW, stderr: '' })
      : fail(fault('command.failed', { command: file, exitCode: 1, stderr: 'No valid subcommand given' }));
  const way = iptablesWay(SEVERAL_IN_ONE, run, () => true);
  expect(await way.find()).toEqual({ kind: 'ufw', chain: null });
});
