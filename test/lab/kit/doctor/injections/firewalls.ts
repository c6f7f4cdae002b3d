/** Firewalls of the players' own machines, as systems have them by default: what is asked for comes in, and nothing else. */
import type { FaultCode } from '../../../../../shared/faults/fault.ts';
import type { LabEngine } from '../../engine.ts';
import { nft } from '../../namespace.ts';
import { forGood, type Injection } from '../injection.ts';
import type { Ward } from '../ward.ts';

const HERE: readonly FaultCode[] = ['doctor.firewall-here'];
const THERE: readonly FaultCode[] = ['doctor.firewall-there'];
const PINGS = 'meta l4proto icmp accept';

type Who = (ward: Ward) => readonly LabEngine[];
const alice: Who = (ward) => [ward.alice];
const bob: Who = (ward) => [ward.bob];
const both: Who = (ward) => [ward.alice, ward.bob];

/** @param rules - what else gets in. @param last - what happens to the rest. */
function shut(who: Who, rules: (engine: LabEngine) => string, last = 'drop'): Injection['happen'] {
  return forGood((ward: Ward) => {
    for (const engine of who(ward)) {
      const chain = `type filter hook input priority filter; policy drop; iif lo accept;
        ct state established,related accept; ${rules(engine)}; ${last}`;
      nft(engine.host.namespace, `table inet filter { chain input { ${chain}; }; }`);
    }
  });
}

export const firewallInjections: readonly Injection[] = [
  {
    title: 'own firewall lets nobody in',
    expected: HERE,
    friendFinds: THERE,
    remedy: 'open-firewall',
    inSubset: true,
    happen: shut(alice, () => PINGS),
  },
  {
    title: 'own firewall lets nobody in, pings neither',
    scene: 'relayed',
    expected: HERE,
    friendFinds: THERE,
    remedy: 'open-firewall',
    happen: shut(alice, () => 'counter'),
  },
  {
    title: 'own firewall refuses everybody',
    expected: HERE,
    friendFinds: THERE,
    remedy: 'open-firewall',
    happen: shut(alice, () => PINGS, 'reject with icmpx admin-prohibited'),
  },
  {
    title: 'player’s firewall lets nobody in',
    scene: 'same home',
    expected: THERE,
    friendFinds: HERE,
    happen: shut(bob, () => 'counter'),
  },
  {
    title: 'firewalls let nobody in at both ends',
    expected: THERE,
    friendFinds: THERE,
    happen: shut(both, () => PINGS),
  },
  {
    title: 'firewalls let the party in at both ends',
    expected: [],
    friendFinds: [],
    happen: shut(both, ({ interfaceName }) => `${PINGS}; iifname ${interfaceName} accept`),
  },
  {
    title: 'nobody wants tests of friends',
    expected: [],
    friendFinds: [],
    happen: forGood(async (ward) => {
      for (const engine of both(ward)) await (await engine.api()).updateSettings({ friendTests: false });
    }),
  },
];
