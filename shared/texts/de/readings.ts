import type { ReadingWords } from '../../model/reading.ts';
import { wordFor } from '../facts.ts';
import { figuresIn } from '../figures.ts';
import { common } from './common.ts';
import { inviting } from './inviting.ts';
import { network } from './network.ts';

const say = figuresIn('de');
const { behaviours } = network.network;
const judged = (word: string): string => wordFor(common.quality, word).toLowerCase();

export const readings: ReadingWords = {
  latency: ({ ms }) => say.ms(ms),
  'latency-and-lost': ({ ms, lost, sent }) => `${say.ms(ms)}, ${lost} von ${sent} verloren`,
  'latency-and-loss': ({ ms, lossRatio }) => `${say.ms(ms)}, ${say.ratio(lossRatio)} verloren`,
  lost: ({ lost, sent }) => `${lost} von ${sent} verloren`,
  loss: ({ lossRatio, sent }) => `${say.ratio(lossRatio)} von ${sent}`,
  'no-answer': () => 'keine Antwort',
  'no-answer-within': ({ ms }) => `keine Antwort binnen ${say.duration(ms)}`,
  'an-answer': () => 'eine Antwort',
  'none-lost': () => 'nichts verloren',
  age: ({ ms }) => `vor ${say.age(ms)}`,
  'no-handshake': () => 'noch keiner',
  handshake: () => 'ein Handshake',
  'within-time': ({ ms }) => `binnen ${say.duration(ms)}`,
  'below-time': ({ ms }) => `unter ${ms < 1000 ? say.ms(ms) : say.duration(ms)}`,
  'below-share': ({ ratio }) => `unter ${say.ratio(ratio)}`,
  'judged-time': ({ ms, word }) => `${say.ms(ms)}, ${judged(word)}`,
  'judged-loss': ({ lossRatio, sent, word }) => `${say.ratio(lossRatio)} von ${sent}, ${judged(word)}`,
  'up-to-time': ({ ms }) => `bis ${say.ms(ms)}`,
  'up-to-share': ({ ratio }) => `bis ${say.ratio(ratio)}`,

  'helper-silent': () => 'der Helfer antwortet nicht',
  'no-party': () => 'keine Party',
  'no-party-and-no-server': () => 'keine Party und kein Server',
  'no-server': () => 'kein Server zum Vergleichen',
  nobody: () => 'niemand da',

  wireguard: ({ version, backend, guarded }) =>
    `${version}, ${backend}${guarded === false ? ', für Nachbarn im LAN offen (nft fehlt)' : ''}`,
  address: ({ address }) => address,
  subnet: ({ subnet }) => subnet,
  'other-subnet': ({ subnet }) => `nicht ${subnet}`,
  port: ({ port }) => `${port}`,
  'port-by-system': () => 'vom System gewählt',
  'clock-behind': ({ ms }) =>
    Math.abs(ms) < 500 ? 'auf die Sekunde' : `geht ${say.duration(Math.abs(ms))} ${ms < 0 ? 'vor' : 'nach'}`,
  'disk-free': ({ bytes }) => `${say.bytes(bytes)} frei`,
  'at-least-bytes': ({ bytes }) => `mindestens ${say.bytes(bytes)}`,
  load: ({ ratio, lateMs }) => `${say.ratio(ratio)} des Prozessors, ${say.ms(lateMs)} zu spät`,

  'no-names-needed': () => 'Namen werden nicht gebraucht',
  'no-such-name': () => 'diesen Namen gibt es nicht',
  servers: ({ answered, asked }) => `${answered} von ${asked} Servern haben geantwortet`,
  'any-server': () => 'mindestens einer',
  nat: ({ mapping, filtering }) =>
    `Zuordnung ${wordFor(behaviours, mapping)}, Filterung ${wordFor(behaviours, filtering)}`,
  mapping: ({ mapping }) => `Zuordnung ${wordFor(behaviours, mapping)}`,
  joinable: ({ line }) => wordFor(inviting.inviting.short, line),
  'over-tcp': () => 'über TCP',
  'another-relay': ({ ms }) => `ein anderes, ${say.ms(ms)}`,
  packet: ({ bytes }) => say.wholeBytes(bytes),
  'packet-kept': ({ bytes }) => `${say.wholeBytes(bytes)}; größere Pakete werden nicht gesendet`,
  'lets-in': () => 'lässt Mitspieler ein',
  'test-port-closed': () => 'ein älteres LANrage, oder sein Testport ist belegt',
  'not-measured': () => 'ließ sich nicht messen',
  'pings-not-allowed': () => 'dieser Computer lässt LANrage nicht pingen',

  'test-port-taken': () => 'der Testport ist auf diesem Computer belegt',
  declined: () => 'abgelehnt',
  'no-large-packet': () => 'kein großes Paket kam zurück',
};
