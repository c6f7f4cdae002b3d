/** How the Internet sees a port of ours, asked from that very port before WireGuard has it: a NAT maps the port, not the program. */
import { type Endpoint, formatEndpoint } from '../../../shared/address.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import { type Lookup, resolveServer } from './resolve-server.ts';
import { openStunSocket, type StunMeans, type StunSocket } from './stun-socket.ts';

export interface SightedPort {
  /** The local one. */
  readonly port: number;
  /** What servers saw, the quickest first, each once; empty: none answered. */
  readonly endpoints: readonly Endpoint[];
  /** Those that answered. */
  readonly servers: readonly Endpoint[];
  /** Told by servers at two addresses that answered; else unknown. */
  readonly mapping: Reachability['mapping'];
}

export interface SightOptions extends StunMeans {
  /** 0 lets the system choose. */
  readonly port: number;
  /** `host:port` each, of which a few are asked; empty: nobody is. */
  readonly servers: readonly string[];
  readonly lookup: Lookup;
}

/** People wait for it. */
const BUDGET_MS = 600;
const RTO_MS = 150;
const MOST_SERVERS = 4;
/** Two tell how the NAT maps. */
const ENOUGH = 2;

interface Answer {
  readonly server: Endpoint;
  readonly seen: Endpoint;
}

/** Takes the port, asks and gives it free again. @returns null where another program has it. */
export async function sightPort(options: SightOptions): Promise<SightedPort | null> {
  const socket = await openStunSocket({ ...options, family: 4 });
  if ('error' in socket) return null;
  const answers = await ask(socket, options);
  socket.close();
  const seen = new Map(answers.map((answer) => [formatEndpoint(answer.seen), answer.seen]));
  const servers = new Set(answers.map(({ server }) => server.address));
  const known = seen.size === 1 ? 'endpoint-independent' : 'dependent';
  const mapping = servers.size < ENOUGH ? 'unknown' : known;
  return {
    port: socket.port,
    endpoints: [...seen.values()],
    servers: answers.map(({ server }) => server),
    mapping,
  };
}

/** Until enough of them have answered, at different addresses. */
function ask(socket: StunSocket, { servers, clock, lookup }: SightOptions): Promise<Answer[]> {
  const answers: Answer[] = [];
  const asked = servers.slice(0, MOST_SERVERS);
  let open = asked.length;
  return new Promise((resolve) => {
    if (open === 0) resolve(answers);
    for (const server of asked) {
      void askOne(server).then((answer) => {
        open--;
        if (answer !== null) answers.push(answer);
        if (open === 0 || new Set(answers.map((one) => one.server.address)).size >= ENOUGH) resolve(answers);
      });
    }
  });

  async function askOne(server: string): Promise<Answer | null> {
    const to = await resolveServer(server, { family: 4, timeoutMs: BUDGET_MS, clock, lookup });
    if ('reason' in to) return null;
    const outcome = await socket.client.request({ to, rtoMs: RTO_MS, budgetMs: BUDGET_MS });
    return outcome.kind === 'answered' ? { server: to, seen: outcome.mapped } : null;
  }
}
