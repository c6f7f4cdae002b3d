/** What the engine mends by itself, of which the doctor has nothing to find; and where it can't. */
import { crash } from '../../faults/breakages.ts';
import { forGood, type Injection, onAlice } from '../injection.ts';
import { newInterface } from '../tamper.ts';
import { shell, type Ward } from '../ward.ts';
import { dropping } from './way-out.ts';

/** The engine is given its time. */
const MENDED_MS = 8000;
/** The next look at the size of packets, and the search. */
const ADAPTED_MS = 25_000;
const DROP_LARGE = 'meta l4proto udp ip length > 1300 drop';

/** A program that does it whenever it can. */
function again(command: (device: string) => string): Injection['happen'] {
  return async ({ alice: { host, interfaceName } }) => {
    const program = host.spawn('sh', [
      '-c',
      `while :; do ${command(interfaceName)} 2>/dev/null; sleep 0.05; done`,
    ]);
    return () => program.kill('SIGKILL');
  };
}

/** Routes of a member's own can't be set. */
async function breakRoutes({ alice: { host } }: Ward): Promise<void> {
  const refuse =
    'case "$*" in "route add"*mtu*) exit 2;; "link set mtu"*up*) ;; "link set mtu"*) exit 2;; esac';
  await shell(
    host,
    `real=/run/real-ip-$$; cp "$(readlink -f "$(command -v ip)")" $real
     printf '#!/bin/sh\\n%s\\nexec %s "$@"\\n' '${refuse}' $real > $real.sh; chmod 755 $real.sh
     mount --bind $real.sh "$(readlink -f "$(command -v ip)")"`,
  );
}

export const healingInjections: readonly Injection[] = [
  {
    title: 'WireGuard is killed',
    expected: [],
    lastsMs: MENDED_MS,
    inSubset: true,
    happen: forGood(({ alice: { host } }) => crash(host, /wireguard-go/)),
  },
  {
    title: 'tunnel’s device is deleted',
    expected: [],
    lastsMs: MENDED_MS,
    happen: onAlice(({ alice: { interfaceName } }) => `ip link del ${interfaceName}`),
  },
  {
    title: 'tunnel’s address is taken away',
    expected: [],
    lastsMs: MENDED_MS,
    happen: onAlice(({ alice: { interfaceName } }) => `ip addr flush dev ${interfaceName}`),
  },
  {
    title: 'tunnel’s route is taken away',
    expected: [],
    lastsMs: MENDED_MS,
    happen: onAlice(({ alice: { interfaceName } }) => `ip route del 10.66.0.0/16 dev ${interfaceName}`),
  },
  {
    title: 'tunnel is set down',
    expected: [],
    lastsMs: MENDED_MS,
    happen: onAlice(({ alice: { interfaceName } }) => `ip link set ${interfaceName} down`),
  },
  {
    title: 'program deletes the tunnel’s device again and again',
    expected: ['tunnel.interface-missing'],
    lastsMs: MENDED_MS,
    remedy: 'restart-tunnel',
    remedyNeedsUndo: true,
    happen: again((device) => `ip link del ${device}`),
  },
  {
    title: 'program takes the tunnel’s address away again and again',
    expected: ['tunnel.changed'],
    lastsMs: MENDED_MS,
    remedy: 'restart-tunnel',
    remedyNeedsUndo: true,
    happen: again((device) => `ip addr flush dev ${device}`),
  },
  {
    title: 'company’s VPN has a wider route',
    expected: [],
    happen: onAlice(`${newInterface('vpn', '10.8.0.2/24')}; ip route add 10.0.0.0/8 dev vpn0`),
  },
  {
    title: 'large packets vanish on the way',
    expected: [],
    lastsMs: ADAPTED_MS,
    happen: dropping(DROP_LARGE),
  },
  {
    title: 'large packets vanish, and no others can be sent',
    expected: ['doctor.mtu'],
    lastsMs: ADAPTED_MS,
    remedy: 'lower-mtu',
    async happen(ward) {
      await breakRoutes(ward);
      return dropping(DROP_LARGE)(ward);
    },
  },
];
