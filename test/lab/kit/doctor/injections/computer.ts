/** What can be wrong with the computer itself: its disk, its processor, what other programs do to its network. */
import type { Injection } from '../injection.ts';
import { forGood, onAlice } from '../injection.ts';
import { newInterface } from '../tamper.ts';
import { shell } from '../ward.ts';

/** Beside 45 MiB of old history, and 10 MiB that the fault takes. */
const DISK = 'size=100m,mode=700';

export const computerInjections: readonly Injection[] = [
  {
    title: 'disk is full',
    expected: ['doctor.disk-full'],
    remedy: 'trim-history',
    isTraceless: true,
    inSubset: true,
    async prepare({ alice: { host, dataDir } }) {
      await shell(host, `mount -t tmpfs -o ${DISK} tmpfs ${dataDir}`);
      await host.tool('../doctor/tools/old-history', [dataDir, 45]).json((line) => line.ready === true);
    },
    async happen({ alice: { host, dataDir } }) {
      await shell(host, `dd if=/dev/zero of=${dataDir}/filler bs=1M count=10 2>/dev/null`);
      return () => shell(host, `rm ${dataDir}/filler`);
    },
  },
  {
    title: 'computer is busy',
    expected: ['doctor.busy-computer'],
    happen: forGood(({ alice: { host } }) =>
      host.tool('../doctor/tools/burn', [12, 4]).json((line) => line.ready === true),
    ),
  },
  {
    title: 'own network has the party’s subnet',
    expected: ['tunnel.address-conflict'],
    happen: onAlice(newInterface('clash', '10.66.5.1/16')),
  },
  {
    title: 'other VPN routes the party’s subnet',
    expected: ['doctor.foreign-route'],
    happen: onAlice(`${newInterface('vpn', '10.8.0.2/24')}; ip route add 10.66.0.0/24 dev vpn0`),
  },
];
