/** What a soak breaks. Each tells how soon everybody hears of everybody again, once it has happened and once it is undone. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as broken from '../kit/faults/breakages.ts';
import type { Home } from '../kit/home.ts';
import { ip, nft } from '../kit/namespace.ts';
import type { SoakPlayer, SoakWorld } from './soak-world.ts';

export interface SoakFault {
  readonly title: string;
  /** What it may take in ms, from the end of `happen` on, and from that of its undoing. */
  readonly healsWithinMs: number;
  /** Datagrams of full size have to come through again as well. */
  readonly large?: boolean;
  /** @param other - another player, where it takes two. */
  happen(player: SoakPlayer, other: SoakPlayer, world: SoakWorld): Promise<void> | void;
  /** Of what lasts. */
  undo?(player: SoakPlayer): void;
}

/** A path is found anew, in the time that faults.test.ts asks of each. */
const PATH_MS = 3_000;
/** A part of the tunnel is made anew. */
const TUNNEL_MS = 5_000;
/** Nothing that carries packets is touched. */
const UNTOUCHED_MS = 1_000;
/** How large packets may be is measured anew. */
const ADAPTED_MS = 25_000;
/** UDP is given up and everything goes through TCP. */
const TCP_MS = 15_000;
const PAUSE_MS = 3_000;
const SLEEP_MS = 20_000;

const ENGINE = /lanrage\.js up/;

export const soakFaults: readonly SoakFault[] = [
  {
    title: 'line down 3 s',
    healsWithinMs: PATH_MS,
    happen: ({ home }) => broken.unplug(home, PAUSE_MS),
  },
  {
    title: 'control server restarts',
    healsWithinMs: UNTOUCHED_MS,
    async happen(_player, _other, { servers }) {
      await servers.control.kill();
      await sleep(PAUSE_MS);
      await servers.control.start();
    },
  },
  {
    title: 'relay restarts',
    healsWithinMs: PATH_MS,
    async happen(_player, _other, { servers }) {
      const [relay] = servers.relays.values();
      await relay?.kill();
      await relay?.start();
    },
  },
  {
    title: 'router forgets its NAT table',
    healsWithinMs: PATH_MS,
    happen: ({ home }) => broken.forgetMappings(home),
  },
  {
    title: 'host gets another address',
    healsWithinMs: PATH_MS,
    happen: ({ home }) => broken.changeHostAddress(home),
    undo: ({ home }) => broken.takeBackHostAddress(home),
  },
  {
    title: 'home gets another public address',
    healsWithinMs: PATH_MS,
    happen: ({ home }) => broken.changePublicAddress(home, otherAddress(home)),
    undo: ({ home }) =>
      broken.changePublicAddress({ ...home, publicAddress: otherAddress(home) }, home.publicAddress),
  },
  {
    title: 'engine killed and started again',
    healsWithinMs: UNTOUCHED_MS,
    async happen({ engine }) {
      await engine.kill('SIGKILL');
      await engine.up();
    },
  },
  {
    title: 'helper killed',
    healsWithinMs: UNTOUCHED_MS,
    happen: ({ engine }) => broken.crash(engine.host, /helper/),
  },
  {
    title: 'WireGuard killed',
    healsWithinMs: TUNNEL_MS,
    happen: ({ engine }) => broken.crash(engine.host, /wireguard-go/),
  },
  {
    title: 'tunnel loses its address',
    healsWithinMs: TUNNEL_MS,
    happen: ({ engine }) => ip(engine.host.namespace, [`addr flush dev ${engine.interfaceName}`]),
  },
  {
    title: 'tunnel set down',
    healsWithinMs: TUNNEL_MS,
    happen: ({ engine }) => ip(engine.host.namespace, [`link set ${engine.interfaceName} down`]),
  },
  {
    title: 'path silently 1280 bytes small',
    healsWithinMs: ADAPTED_MS,
    large: true,
    happen: ({ home }) => filter(home, 'meta l4proto udp meta length > 1280 drop'),
    undo: unfilter,
  },
  {
    title: 'a fifth of all packets lost',
    healsWithinMs: PATH_MS,
    happen: ({ home }) => filter(home, 'numgen random mod 100 < 20 drop'),
    undo: unfilter,
  },
  {
    title: 'a firewall between two homes',
    healsWithinMs: PATH_MS,
    happen: ({ home }, other) =>
      filter(home, `ip daddr ${other.home.publicAddress} drop`, `ip saddr ${other.home.publicAddress} drop`),
    undo: unfilter,
  },
  {
    title: 'UDP blocked at the router',
    healsWithinMs: TCP_MS,
    happen: ({ home }) => filter(home, 'meta l4proto udp drop'),
    undo: unfilter,
  },
  {
    title: 'engine stands still',
    healsWithinMs: UNTOUCHED_MS,
    happen: ({ engine }) => broken.freeze(engine.host, SLEEP_MS, ENGINE),
  },
  {
    title: 'machine sleeps',
    healsWithinMs: PATH_MS,
    happen: ({ engine }) => broken.freeze(engine.host, SLEEP_MS),
  },
];

/** Lets a home's router filter what it forwards. */
function filter({ routers: [router = ''] }: Home, ...rules: readonly string[]): void {
  nft(
    router,
    `table ip soak {
      chain forwarding {
        type filter hook forward priority -10;
        ${rules.join('\n        ')}
      }
    }`,
  );
}

function unfilter({ home }: SoakPlayer): void {
  nft(home.routers[0] ?? '', 'delete table ip soak');
}

/** One that nobody else has. */
function otherAddress({ publicAddress }: Home): string {
  return publicAddress.replace(/\d+$/, (octet) => String(Number(octet) + 40));
}
