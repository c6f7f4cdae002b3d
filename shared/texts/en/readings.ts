import type { ReadingWords } from '../../model/reading.ts';
import { wordFor } from '../facts.ts';
import { figuresIn } from '../figures.ts';
import { common } from './common.ts';
import { inviting } from './inviting.ts';
import { network } from './network.ts';

const say = figuresIn('en');
const { behaviours } = network.network;
const judged = (word: string): string => wordFor(common.quality, word).toLowerCase();

/** Readings in English: as short as they stay clear, since most stand in a row of a list. */
export const readings: ReadingWords = {
  latency: ({ ms }) => say.ms(ms),
  'latency-and-lost': ({ ms, lost, sent }) => `${say.ms(ms)}, ${lost} of ${sent} lost`,
  'latency-and-loss': ({ ms, lossRatio }) => `${say.ms(ms)}, ${say.ratio(lossRatio)} lost`,
  lost: ({ lost, sent }) => `${lost} of ${sent} lost`,
  loss: ({ lossRatio, sent }) => `${say.ratio(lossRatio)} of ${sent}`,
  'no-answer': () => 'no answer',
  'no-answer-within': ({ ms }) => `no answer within ${say.duration(ms)}`,
  'an-answer': () => 'an answer',
  'none-lost': () => 'none lost',
  age: ({ ms }) => `${say.age(ms)} ago`,
  'no-handshake': () => 'none so far',
  handshake: () => 'a handshake',
  'within-time': ({ ms }) => `within ${say.duration(ms)}`,
  'below-time': ({ ms }) => `below ${ms < 1000 ? say.ms(ms) : say.duration(ms)}`,
  'below-share': ({ ratio }) => `below ${say.ratio(ratio)}`,
  'judged-time': ({ ms, word }) => `${say.ms(ms)}, ${judged(word)}`,
  'judged-loss': ({ lossRatio, sent, word }) => `${say.ratio(lossRatio)} of ${sent}, ${judged(word)}`,
  'up-to-time': ({ ms }) => `up to ${say.ms(ms)}`,
  'up-to-share': ({ ratio }) => `up to ${say.ratio(ratio)}`,

  'helper-silent': () => 'the helper does not answer',
  'no-party': () => 'no party',
  'no-party-and-no-server': () => 'no party and no server',
  'no-server': () => 'no server to compare with',
  nobody: () => 'nobody to look at',

  wireguard: ({ version, backend, guarded }) =>
    `${version}, ${backend}${guarded === false ? ', open to neighbours on the LAN (nft is missing)' : ''}`,
  address: ({ address }) => address,
  subnet: ({ subnet }) => subnet,
  'other-subnet': ({ subnet }) => `not ${subnet}`,
  port: ({ port }) => `${port}`,
  'port-by-system': () => 'chosen by the system',
  'clock-behind': ({ ms }) =>
    Math.abs(ms) < 500 ? 'to the second' : `${say.duration(Math.abs(ms))} ${ms < 0 ? 'fast' : 'slow'}`,
  'disk-free': ({ bytes }) => `${say.bytes(bytes)} free`,
  'at-least-bytes': ({ bytes }) => `at least ${say.bytes(bytes)}`,
  load: ({ ratio, lateMs }) => `${say.ratio(ratio)} of the processor, ${say.ms(lateMs)} late`,

  'no-names-needed': () => 'no names are needed',
  'no-such-name': () => 'no such name',
  servers: ({ answered, asked }) => `${answered} of ${asked} servers answered`,
  'any-server': () => 'at least one',
  nat: ({ mapping, filtering }) =>
    `mapping ${wordFor(behaviours, mapping)}, filtering ${wordFor(behaviours, filtering)}`,
  mapping: ({ mapping }) => `mapping ${wordFor(behaviours, mapping)}`,
  joinable: ({ line }) => wordFor(inviting.inviting.short, line),
  'over-tcp': () => 'over TCP',
  'another-relay': ({ ms }) => `another one, ${say.ms(ms)}`,
  packet: ({ bytes }) => say.wholeBytes(bytes),
  'packet-kept': ({ bytes }) => `${say.wholeBytes(bytes)}; packets are kept to that`,
  'lets-in': () => 'lets players in',
  'test-port-closed': () => 'an older LANrage, or its test port is taken',
  'not-measured': () => 'could not be measured',
  'pings-not-allowed': () => 'this computer does not let LANrage ping',

  'test-port-taken': () => 'the test port is taken on this computer',
  declined: () => 'declined',
  'no-large-packet': () => 'no large packet came back',
};
