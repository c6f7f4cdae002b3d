/** The lag recorder's answer in words. */
import type { LagFact, LagReport } from '../../../shared/model/insight.ts';
import type { Io } from '../io.ts';
import * as unit from './units.ts';

type Culprit = LagReport['verdict']['culprit'];

const CULPRITS: Readonly<Record<Culprit, string>> = {
  'own-wifi': 'Your Wi-Fi.',
  'own-uplink': 'Your connection to the Internet: something used it up, or it was bad by itself.',
  'own-computer': 'This computer: it was too busy.',
  'their-side': 'The other player’s side: everybody else saw it too, or only that player lagged.',
  relay: 'The relay, or the way to it.',
  'path-change': 'The way to a player changed.',
  internet: 'The Internet between you.',
  none: 'Nothing of the network: no lag was measured.',
  unclear: 'It cannot be told: too little was measured, or the signs disagree.',
};

const WHAT_HELPS: Readonly<Partial<Record<Culprit, string>>> = {
  'own-wifi': 'Take a cable, go nearer to the access point, or use its 5 GHz network.',
  'own-uplink': 'Stop uploads and downloads while you play, or have the router prefer games.',
  'own-computer': 'Close what you do not need, and lower the game’s details.',
  'their-side': 'Have that player run "lanrage doctor".',
  relay: 'Another relay is taken by itself where there is one; "lanrage doctor relay" looks closer.',
};

const ms = (value: number): string => unit.milliseconds(value);

/** A fact as a sentence. `expected` is what would have been no trouble. */
const FACTS: Readonly<Record<LagFact, (measured: number, expected: number) => string>> = {
  'lag-seconds': (measured) => `Players lagged in ${unit.count(Math.round(measured), 'second')} of about 60.`,
  'measured-seconds': (measured, expected) =>
    `Only ${unit.count(Math.round(measured), 'second')} were measured; ${expected} are needed.`,
  'peer-latency': (measured, expected) =>
    `Latency to a player rose to ${ms(measured)}; up to ${ms(expected)} is no trouble.`,
  'peer-loss': (measured) => `${unit.percent(measured)} to a player were lost.`,
  'others-latency': (measured, expected) =>
    `The others measured up to ${ms(measured)} more to that player; up to ${ms(expected)} is no trouble.`,
  'others-loss': (measured) => `The others lost ${unit.percent(measured)} to that player.`,
  'gateway-latency': (measured, expected) =>
    `Your router took up to ${ms(measured)}; up to ${ms(expected)} is no trouble.`,
  'gateway-loss': (measured) => `${unit.percent(measured)} to your router were lost.`,
  'internet-latency': (measured, expected) =>
    `Hosts of the Internet took up to ${ms(measured)}; up to ${ms(expected)} is no trouble.`,
  'internet-loss': (measured) => `${unit.percent(measured)} to hosts of the Internet were lost.`,
  'relay-latency': (measured, expected) =>
    `The relay took up to ${ms(measured)}; up to ${ms(expected)} is no trouble.`,
  'relay-loss': (measured) => `${unit.percent(measured)} to the relay were lost.`,
  stall: (measured) => `This computer let LANrage wait for ${ms(measured)}.`,
  cpu: (measured) => `Its processor was ${unit.percent(measured)} taken.`,
  'wifi-signal': (measured, expected) =>
    `The Wi-Fi signal was down to ${Math.round(measured)} dBm; ${expected} is enough.`,
  'wifi-retries': (measured) => `Wi-Fi gave up ${unit.count(Math.round(measured), 'packet')} at once.`,
  'sent-rate': (measured) => `The tunnel sent ${unit.bytesPerSecond(measured)} at that time.`,
  'path-changes': (measured) => `The way changed ${measured === 1 ? 'once' : `${measured} times`}.`,
  'steady-players': (measured) => `${unit.count(measured, 'other player')} had no trouble at all.`,
};

export function lagText({ verdict }: Pick<LagReport, 'verdict'>, io: Pick<Io, 'style'>): string {
  const { culprit, confidence, evidence } = verdict;
  const help = WHAT_HELPS[culprit];
  return [
    `${io.style('bold', CULPRITS[culprit])} (${Math.round(confidence * 100)} % sure)`,
    ...evidence.map(({ fact, measured, expected }) => `  ${FACTS[fact](measured, expected)}`),
    ...(help === undefined ? [] : [`  → ${help}`]),
  ].join('\n');
}
