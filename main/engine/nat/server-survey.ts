/** The first round of behaviour discovery: one socket asks all servers at once who it is. */
import type { Endpoint } from '../../../shared/address.ts';
import type { ServerOutcome } from '../../../shared/model/nat-report.ts';
import type { Clock } from '../../base/clock.ts';
import { isPublic } from '../machine/public-address.ts';
import { isTellingSilence } from './behaviour-tests.ts';
import type { Sighting } from './classify.ts';
import { type Lookup, resolveServer } from './resolve-server.ts';
import type { StunSocket } from './stun-socket.ts';
import type { StunOutcome } from './stun-transaction.ts';

export interface SurveyOptions {
  /** `host:port` each. */
  readonly servers: readonly string[];
  readonly family: 4 | 6;
  readonly budgetMs: number;
  readonly socket: StunSocket;
  readonly lookup: Lookup;
  readonly clock: Clock;
}

/** A server that answered. */
export interface AnsweredServer extends Sighting {
  readonly rttMs: number;
  /** Where else it can answer from, other in address and port. */
  readonly other: Endpoint | null;
}

/** One server, as far as it has come. */
interface Probe {
  readonly name: string;
  endpoint: Endpoint | null;
  /** It is no server in the Internet: what it sees of us says nothing of our NAT. */
  isInside: boolean;
  outcome: StunOutcome | { readonly kind: 'dns'; readonly reason: string } | null;
}

export class ServerSurvey {
  /** Resolves when every server has answered or failed. */
  readonly ended: Promise<void>;
  /** Resolves when one has answered, or when all have failed. */
  readonly answeredOnce: Promise<void>;
  readonly #options: SurveyOptions;
  readonly #probes: readonly Probe[];

  /** Starts at once. */
  constructor(options: SurveyOptions) {
    this.#options = options;
    this.#probes = options.servers.map((name) => ({ name, endpoint: null, isInside: false, outcome: null }));
    const asked = this.#probes.map((probe) => this.#ask(probe).then(() => probe));
    this.ended = Promise.all(asked).then(() => undefined);
    const answers = asked.map(async (probe) =>
      (await probe).outcome?.kind === 'answered' ? undefined : this.ended,
    );
    this.answeredOnce = Promise.race([this.ended, ...answers]);
  }

  /** Servers that have answered so far, the quickest first. */
  answered(): AnsweredServer[] {
    return this.#probes
      .flatMap(({ endpoint, outcome }) => {
        if (endpoint === null || outcome?.kind !== 'answered') return [];
        const { mapped, afterMs, other } = outcome;
        return [
          { server: endpoint, mapped, rttMs: afterMs, other: isElsewhere(other, endpoint) ? other : null },
        ];
      })
      .sort((a, b) => a.rttMs - b.rttMs);
  }

  /** Number of different addresses that were asked often enough and said nothing. */
  silentAddresses(): number {
    const silent = this.#probes.filter(
      ({ outcome }) => outcome !== null && outcome.kind !== 'dns' && isTellingSilence(outcome),
    );
    return new Set(silent.map(({ endpoint }) => endpoint?.address)).size;
  }

  outcomes(): ServerOutcome[] {
    const outside = this.#probes.filter(({ isInside }) => !isInside);
    return outside.map(({ name: server, endpoint, outcome }): ServerOutcome => {
      const refusal = this.#options.socket.errorTo(endpoint?.address ?? '');
      switch (outcome?.kind) {
        case 'answered':
          return { server, outcome: 'answered', ms: outcome.afterMs };
        case 'dns':
          return { server, outcome: 'dns', reason: outcome.reason };
        case 'refused':
          return { server, outcome: 'error', reason: String(outcome.code) };
        case 'try-alternate':
          return { server, outcome: 'error', reason: '300' };
        default:
          return refusal === null
            ? { server, outcome: 'no-answer' }
            : { server, outcome: 'error', reason: refusal };
      }
    });
  }

  async #ask(probe: Probe): Promise<void> {
    const { socket, budgetMs, clock } = this.#options;
    const startedAtMs = clock.now();
    const resolved = await resolveServer(probe.name, { ...this.#options, timeoutMs: budgetMs });
    if ('reason' in resolved) {
      probe.outcome = { kind: 'dns', reason: resolved.reason };
      return;
    }
    probe.isInside = !isPublic(resolved.address);
    if (probe.isInside) return;
    probe.endpoint = resolved;
    probe.outcome = await socket.client.request({
      to: resolved,
      budgetMs: budgetMs - (clock.now() - startedAtMs),
    });
  }
}

function isElsewhere(other: Endpoint | null, server: Endpoint): boolean {
  return other !== null && other.address !== server.address && other.port !== server.port;
}
