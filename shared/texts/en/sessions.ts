/** Game sessions and the lag button. */
import type { LagFact, LagReport, LagTrackKind } from '../../model/insight.ts';
import { pluralOf } from '../plural.ts';

const plural = pluralOf('en');

const culprits: Readonly<Record<LagReport['verdict']['culprit'], readonly [string, string]>> = {
  'own-wifi': [
    'Your Wi-Fi',
    'The radio to your router was the weak part. A cable, or 5 GHz nearer to it, helps most.',
  ],
  'own-uplink': [
    'Your Internet line',
    'It was full or slow on your side. Pause uploads and downloads while you play.',
  ],
  'own-computer': [
    'Your computer',
    'It had no time to answer. Close what you do not need, or lower the game’s graphics.',
  ],
  'their-side': [
    'Their side',
    'Only one player was late, and the others saw it too. It is their line or their Wi-Fi.',
  ],
  relay: [
    'The relay',
    'Players behind the relay were late, the others were not. Another relay may be better.',
  ],
  'path-change': [
    'A change of the path',
    'The link moved to another way just then. That is over within seconds.',
  ],
  internet: [
    'The way between',
    'Both ends were fine; the Internet between you was not. It mostly passes by itself.',
  ],
  none: [
    'Nothing on the network',
    'No link was late. If the game stuttered, it was the game or the graphics.',
  ],
  unclear: ['Not clear', 'Several things were odd, and none stands out. Record it again when it comes back.'],
};

const facts: Readonly<Record<LagFact, string>> = {
  'lag-seconds': 'Seconds with lag',
  'measured-seconds': 'Seconds measured',
  'peer-latency': 'Delay to players',
  'peer-loss': 'Lost to players',
  'others-latency': 'Delay as others saw it',
  'others-loss': 'Lost as others saw it',
  'gateway-latency': 'Delay to your router',
  'gateway-loss': 'Lost to your router',
  'internet-latency': 'Delay to the Internet',
  'internet-loss': 'Lost to the Internet',
  'relay-latency': 'Delay to the relay',
  'relay-loss': 'Lost to the relay',
  stall: 'Your computer was late by',
  cpu: 'Processor in use',
  'wifi-signal': 'Weakest Wi-Fi signal',
  'wifi-retries': 'Wi-Fi packets given up',
  'sent-rate': 'Most sent',
  'path-changes': 'Changes of the path',
  'steady-players': 'Players without trouble',
};

const tracks: Readonly<Record<LagTrackKind, string>> = {
  peer: 'Delay to',
  'peer-by-others': 'As others saw',
  relay: 'Relay',
  gateway: 'Router',
  internet: 'Internet',
  stall: 'Computer late by',
  cpu: 'Processor',
  'wifi-signal': 'Wi-Fi signal',
  'wifi-retries': 'Wi-Fi retries',
  'sent-rate': 'Sent',
  'received-rate': 'Received',
};

export const sessions = {
  sessions: {
    title: 'Sessions',
    text: 'While a session runs, links are measured five times a second and its figures are kept apart.',
    start: {
      title: 'New session',
      label: 'What do you play?',
      placeholder: 'Age of Empires II',
      submit: 'Start session',
      busy: 'Starting…',
      noParty: 'Without a party there is nothing to measure. Create or join one first.',
    },
    running: 'Running',
    since: (age: string) => `for ${age}`,
    end: 'End session',
    ending: 'Ending…',
    list: 'Earlier sessions',
    empty: 'No session yet. Start one before you play, and its figures stay here.',
    lasted: (age: string) => `lasted ${age}`,
    nobody: 'Nobody was measured.',
    columns: { player: 'Player', median: 'Median', p95: '95th percentile', jitter: 'Jitter', loss: 'Lost' },
    lag: {
      title: 'That lagged?',
      text: 'Press when the game stutters. The last 30 seconds and the next 30 are kept, and you are told what was to blame.',
      press: 'It lags',
      recording: 'Recording…',
      left: (seconds: number) => `${plural(seconds, 'second', 'seconds')} left`,
      noParty: 'There is nothing to record without a party.',
      last: 'Recordings',
      culprit: 'To blame',
      confidence: { sure: 'quite sure', likely: 'likely', maybe: 'a guess' },
      culprits,
      facts,
      tracks,
      evidence: { fact: 'What speaks for it', measured: 'Measured', expected: 'Expected' },
      showTracks: 'Curves',
      pressed: 'pressed',
      trackOf: (kind: string, name: string) => `${kind} ${name}`,
      highest: (value: string) => `up to ${value}`,
      lowest: (value: string) => `down to ${value}`,
      noValue: 'nothing measured',
      said: (culprit: string) => `The recording is done. To blame: ${culprit}.`,
    },
  },
};
