/** Advice for tests on demand. */
import { linkTest } from '../texts/en/link-test.ts';
import { wordFor } from '../texts/facts.ts';
import { figuresIn } from '../texts/figures.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';

const say = figuresIn('en');
const inSeconds = (ms: number): string => say.duration(Math.max(1, Math.ceil(ms / 1000)) * 1000);

export const linkTestAdvice: AdviceFor<Extract<FaultCode, `link-test.${string}`>> = {
  'link-test.busy': {
    title: 'Another test is running',
    text: ({ doing }) =>
      `The test “${wordFor(linkTest.linkTest.types, doing)}” is still running, and the two would disturb each other. Wait for it or stop it.`,
    severity: 'low',
    remedies: [],
  },
  'link-test.too-often': {
    title: 'Too many tests in a row',
    text: ({ retryAfterMs }) =>
      `Tests load the links of the others too. Try again in ${inSeconds(retryAfterMs)}.`,
    severity: 'low',
    remedies: [],
  },
  'link-test.unknown-place': {
    title: 'Nobody by that name or address',
    text: ({ place }) => `“${place}” is no player of this party, and no host that could be tested.`,
    severity: 'low',
    remedies: [],
  },
  'link-test.not-a-member': {
    title: 'Only players can be tested that way',
    text: ({ place }) =>
      `${place} is not in this party. Tests that send much go through the tunnel to players only; ping, traceroute and path MTU go anywhere.`,
    severity: 'low',
    remedies: [],
  },
  'link-test.refused': {
    title: 'The player’s LANrage declined the test',
    text: ({ peer, reason, retryAfterMs }) =>
      `${peer} does not serve this test: ${reason}.${retryAfterMs > 0 ? ` Try again in ${inSeconds(retryAfterMs)}.` : ''}`,
    severity: 'low',
    remedies: [],
  },
  'link-test.unanswered': {
    title: 'No answer to the test',
    text: ({ place }) =>
      `${place} does not answer test traffic. The link may be down, or an older LANrage runs there.`,
    severity: 'medium',
    remedies: [],
  },
  'link-test.unreached': {
    title: 'The test did not get through',
    text: ({ place, reason }) => `${place === '' ? 'This computer' : place} could not be tested: ${reason}.`,
    severity: 'medium',
    remedies: [],
  },
  'link-test.fell-short': {
    title: 'The link carries less than asked for',
    text: ({ perSecond, p99Ms, neededPerSecond, limitMs }) =>
      `${say.number(perSecond)} messages a second came back, the slowest hundredth after ${say.ms(p99Ms)}. Asked for were ${say.number(neededPerSecond)} within ${say.ms(limitMs)}.`,
    severity: 'medium',
    remedies: [],
  },
  'link-test.port-taken': {
    title: 'Speed cannot be tested',
    text: ({ port }) =>
      `Another program uses UDP port ${port} on the party’s address, which tests use. Close it and join again; everything else works.`,
    severity: 'low',
    remedies: [],
  },
};
