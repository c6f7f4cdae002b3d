/**
 * Asks somebody outside to send here unasked: a STUN server with two addresses (RFC 5780) is asked by the one to answer
 * from the other, to which nothing was ever sent from that socket.
 */
import { type Endpoint, parseEndpoint } from '../../../shared/address.ts';
import type { InvitingFacts } from '../../../shared/model/inviting.ts';
import type { Clock } from '../../base/clock.ts';
import { sightFromOthers, sightQuietSocket, testFiltering } from './behaviour-tests.ts';
import type { Outside } from './outside.ts';
import { ServerSurvey } from './server-survey.ts';
import { openStunSocket, type StunSocket } from './stun-socket.ts';
import { isSame } from './stun-transaction.ts';

export interface OutsideQuestion {
  /** `host:port` of STUN servers; the first four are asked. */
  readonly servers: readonly string[];
  /**
   * Has the router open the port of a socket, as it opened those that newcomers come in by. @returns `address:port` and
   * its end; null: it doesn't any more. Absent: this machine is on the Internet itself.
   */
  readonly openPort?: (port: number) => Promise<OpenedPort | null>;
  readonly outside: Pick<Outside, 'openUdp' | 'lookup'>;
  readonly clock: Clock;
  /** Random bytes that can't be guessed. */
  readonly random: (length: number) => Uint8Array;
}

export interface OpenedPort {
  readonly external: string;
  close(): Promise<void>;
}

export type OutsideAnswer = Extract<
  InvitingFacts['outside']['result'],
  'let-in' | 'kept-out' | 'nobody-to-ask'
>;

const MOST_SERVERS = 4;
const BUDGET_MS = 4_000;
/** Part of the budget after which servers that owe their answer are not waited for. */
const SURVEY_MS = 1_500;

/**
 * Settles within the budget and never rejects. kept-out: that server answers others from there, and did not get
 * through. nobody-to-ask: no server that can be asked answered, or what came tells nothing of the port.
 */
export async function askOutside(question: OutsideQuestion): Promise<OutsideAnswer> {
  const { outside, clock, random } = question;
  const means = { ...outside, clock, random, family: 4, port: 0 } as const;
  const opened = await Promise.all([openStunSocket(means), openStunSocket(means)]);
  const [main, quiet] = opened.filter((socket) => 'client' in socket);
  try {
    return main === undefined || quiet === undefined ? 'nobody-to-ask' : await ask(question, main, quiet);
  } finally {
    for (const socket of opened) if ('client' in socket) socket.close();
  }
}

async function ask(
  { servers, openPort, outside, clock }: OutsideQuestion,
  main: StunSocket,
  quiet: StunSocket,
): Promise<OutsideAnswer> {
  const endsAtMs = clock.now() + BUDGET_MS;
  const asked = servers.slice(0, MOST_SERVERS);
  const { lookup } = outside;
  const survey = new ServerSurvey({
    servers: asked,
    family: 4,
    budgetMs: SURVEY_MS,
    socket: main,
    lookup,
    clock,
  });
  await survey.ended;
  const server = survey.answered().find(({ other }) => other !== null);
  if (server === undefined || server.other === null) return 'nobody-to-ask';
  const { other, rttMs } = server;
  const port = openPort === undefined ? undefined : await openPort(quiet.port);
  if (port === null) return 'nobody-to-ask';
  try {
    const leftMs = (): number => Math.max(0, endsAtMs - clock.now());
    const bench = { main: main.client, quiet: quiet.client, server: server.server, rttMs, leftMs };
    const [others, sight] = await Promise.all([sightFromOthers(bench, other), sightQuietSocket(bench)]);
    if (sight === null || !isOf(port, sight.mapped)) return 'nobody-to-ask';
    const filtering = await testFiltering(bench, other, [...survey.answered(), ...others]);
    if (filtering === 'unknown') return 'nobody-to-ask';
    return filtering === 'endpoint-independent' ? 'let-in' : 'kept-out';
  } finally {
    await port?.close();
  }
}

/** Whether what is sent from the socket leaves by the port that was opened: else the answer would test another one. */
function isOf(port: OpenedPort | undefined, mapped: Endpoint): boolean {
  const external = port === undefined ? mapped : parseEndpoint(port.external);
  return external !== null && isSame(external, mapped);
}
