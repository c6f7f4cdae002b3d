/** What can be wrong at the other player's end, or with the pair of both. */
import { forGood, type Injection } from '../injection.ts';
import { filter } from '../tamper.ts';

/** Makes bob's firewall drop what comes out of the tunnel. */
function firewall(rule: string): Injection['happen'] {
  return async ({ bob: { host, interfaceName } }) =>
    filter(host.namespace, 'input', `iifname "${interfaceName}" ${rule}`);
}

export const playerInjections: readonly Injection[] = [
  {
    title: 'both routers change ports',
    scene: 'symmetric',
    expected: ['doctor.both-symmetric'],
    happen: forGood(() => undefined),
  },
  {
    title: 'player’s firewall drops the echo',
    expected: ['doctor.echo-filtered'],
    lastsMs: 5000,
    happen: firewall('udp dport 8668 drop'),
  },
  {
    title: 'player’s firewall drops everything',
    expected: ['doctor.peer-silent'],
    lastsMs: 5000,
    remedy: 'reach-peer-again',
    remedyNeedsUndo: true,
    happen: firewall('drop'),
  },
  {
    title: 'player’s computer sleeps',
    expected: ['doctor.peer-silent', 'peer.away'],
    lastsMs: 8000,
    happen: forGood(({ bob: { host } }) => {
      for (const pid of host.processes()) process.kill(pid, 'SIGSTOP');
    }),
  },
  {
    title: 'player closed LANrage',
    expected: ['peer.away'],
    happen: forGood(({ bob }) => bob.done('down')),
  },
];
