/** `lanrage test …`: one command for each kind of test. */
import type { LanrageApi } from '../../../shared/ipc/api.ts';
import {
  type LinkTestProgress,
  type LinkTestRequest,
  type LinkTestResult,
  type LinkTestType,
  linkTestRequestSchema,
} from '../../../shared/model/link-test.ts';
import type { Arguments, OptionSpecs } from '../arguments.ts';
import { type Command, type Context, done, failed, misused, type Outcome, unwell } from '../command.ts';
import { type NumberRange, readNumbers } from '../options.ts';
import { complaintText } from '../text/complaint-text.ts';
import { linkTestText, progressText } from '../text/link-test-text.ts';
import { withEngine } from '../with-engine.ts';

interface Kind {
  readonly type: LinkTestType;
  readonly summary: string;
  readonly details: string;
  /** Who can be tested: a member, also any other host, or nobody, because it is about all. */
  readonly place: 'PEER' | 'PEER|HOST' | null;
  readonly options: OptionSpecs;
  readonly numbers: Readonly<Record<string, NumberRange>>;
  /** The request's own fields, from the numbers that were given. */
  fields(numbers: Readonly<Record<string, number | undefined>>): object;
}

const seconds = (min: number, max: number): Pick<Kind, 'options' | 'numbers'> => ({
  options: { seconds: { value: 'N', text: `For so long, ${min} to ${max}; 5 by default` } },
  numbers: { seconds: { min, max } },
});

const kinds: readonly Kind[] = [
  {
    type: 'ping',
    summary: 'Measure latency, jitter and loss',
    details: '',
    place: 'PEER|HOST',
    options: {
      count: { value: 'N', text: 'So many, 1 to 1000; 20 by default' },
      interval: { value: 'SECONDS', text: 'So far apart, 0.1 to 10; 0.2 by default' },
    },
    numbers: { count: { min: 1, max: 1000 }, interval: { min: 0.1, max: 10, fraction: true } },
    fields: ({ count, interval }) => ({
      ...(count !== undefined && { count }),
      ...(interval !== undefined && { intervalMs: Math.round(interval * 1000) }),
    }),
  },
  {
    type: 'traceroute',
    summary: 'Show the routers on the way',
    details: 'To a player it goes through the tunnel, where there is one hop.',
    place: 'PEER|HOST',
    options: { hops: { value: 'N', text: 'As far as this, 1 to 64; 30 by default' } },
    numbers: { hops: { min: 1, max: 64 } },
    fields: ({ hops }) => (hops === undefined ? {} : { maxHops: hops }),
  },
  {
    type: 'mtu',
    summary: 'Find the largest packet that gets through',
    details: '',
    place: 'PEER|HOST',
    options: {},
    numbers: {},
    fields: () => ({}),
  },
  {
    type: 'bandwidth',
    summary: 'Measure what the link carries, each way',
    details: 'By short bursts, so that games go on beside it; --share 100 fills the link the whole time.',
    place: 'PEER',
    options: {
      ...seconds(1, 60).options,
      share: { value: 'PERCENT', text: 'How much of the link may be filled, 1 to 100; 5 by default' },
    },
    numbers: { ...seconds(1, 60).numbers, share: { min: 1, max: 100 } },
    fields: ({ share, ...rest }) => ({ ...rest, ...(share !== undefined && { shareOfLink: share / 100 }) }),
  },
  {
    type: 'loaded-latency',
    summary: 'Measure how latency suffers from a full link',
    details: 'It fills the link, so it disturbs games while it runs.',
    place: 'PEER',
    ...seconds(2, 30),
    fields: (numbers) => numbers,
  },
  {
    type: 'routing',
    summary: 'Ask who reaches whom, and how fast',
    details: '',
    place: null,
    options: {},
    numbers: {},
    fields: () => ({}),
  },
  {
    type: 'stress',
    summary: 'Send many messages, count what comes back',
    details: 'It fails below nine tenths of what was sent, or where the slowest take half a second.',
    place: 'PEER',
    options: {
      ...seconds(1, 60).options,
      rate: { value: 'N', text: 'Messages a second, 1 to 2000; 200 by default' },
    },
    numbers: { ...seconds(1, 60).numbers, rate: { min: 1, max: 2000 } },
    fields: ({ rate, ...rest }) => ({ ...rest, ...(rate !== undefined && { messagesPerSecond: rate }) }),
  },
  {
    type: 'connectivity',
    summary: 'Check step by step if a player is reached',
    details: '',
    place: 'PEER',
    options: {},
    numbers: {},
    fields: () => ({}),
  },
];

const WHERE =
  'PEER is a name, an id or a party address; it may be left out when there is one other player. Ctrl-C stops the test and shows what it found. Exit code 1: it did not succeed.';

export const linkTests: readonly Command[] = kinds.map((kind) => ({
  name: `test ${kind.type}`,
  operands: kind.place === null ? '' : `[${kind.place}]`,
  maxOperands: kind.place === null ? 0 : 1,
  summary: kind.summary,
  details: [kind.details, kind.place === null ? 'Exit code 1: it did not succeed.' : WHERE]
    .filter((text) => text !== '')
    .join(' '),
  options: kind.options,
  run: (args, context) => start(kind, args, context),
}));

async function start(kind: Kind, args: Arguments, context: Context): Promise<Outcome> {
  const numbers = readNumbers(args, kind.numbers);
  if (typeof numbers === 'string') return misused(numbers);
  return withEngine(context, async (api) => {
    const snapshot = await api.getSnapshot({});
    if (!snapshot.ok) return failed(snapshot.fault);
    const { party } = snapshot.value;
    const names = new Map((party?.peers ?? []).map(({ id, name }) => [id, name]));
    if (party !== null) names.set(party.self.id, party.self.name);
    const to = args.operands[0] ?? (party?.peers.length === 1 ? party.peers[0]?.id : undefined);
    if (kind.place !== null && to === undefined) {
      return misused(`Say whom to test: lanrage test ${kind.type} ${kind.place}`);
    }
    const request = linkTestRequestSchema.safeParse({
      type: kind.type,
      ...(kind.place !== null && { to }),
      ...kind.fields(numbers),
    });
    if (!request.success) return misused(`${complaintText(request.error)}.`);
    return follow(api, request.data, (id) => names.get(id) ?? id, context);
  });
}

/** Starts a test, tells how it goes, and ends with it. */
async function follow(
  api: LanrageApi,
  request: LinkTestRequest,
  nameOf: (id: string) => string,
  context: Context,
): Promise<Outcome> {
  const { io, json } = context;
  const finished = Promise.withResolvers<LinkTestResult>();
  const early: LinkTestProgress[] = [];
  let run: number | null = null;
  let replies = 0;
  const show = (progress: LinkTestProgress): void => {
    if (progress.run !== run) return;
    if (progress.kind === 'finished') {
      finished.resolve(progress.result);
    } else if (json) {
      context.say({ json: progress, text: '' });
    } else {
      if (progress.kind === 'reply') replies += 1;
      const text = progressText(progress, replies);
      if ('keep' in text) io.out(`${text.keep}\n`);
      else io.progress(text.passing);
    }
  };
  api.on('linkTestProgress', (progress) => (run === null ? early.push(progress) : show(progress)));
  const started = await api.startLinkTest(request);
  if (!started.ok) return failed(started.fault);
  run = started.value.run;
  io.onInterrupt(() => void api.stopLinkTest(started.value));
  for (const progress of early) show(progress);
  const result = await finished.promise;
  io.progress(null);
  const answer = { json: { result }, text: linkTestText(result, nameOf, io) };
  return result.success ? done(answer) : unwell(answer);
}
