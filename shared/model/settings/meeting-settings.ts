/** Settings of how players find each other by a code alone. */
import { publicDhtNodes, publicRelays } from './meeting-places.ts';
import type { SettingRecord } from './setting-record.ts';

export const meetingSettings = {
  /**
   * auto: a host opens its places where friends may need them, who joins where the invite names no server or none that answers.
   * always: both at once. off: nobody is asked.
   */
  rendezvous: {
    kind: 'choice',
    options: ['auto', 'always', 'off'],
    default: 'auto',
    group: 'network',
    takesEffect: 'party',
  },
  /** Nostr relays; none: none is asked. */
  rendezvousRelays: {
    kind: 'lines',
    format: 'server-url',
    atMost: 24,
    default: publicRelays,
    group: 'network',
    takesEffect: 'party',
  },
  /** Nodes of the Mainline DHT to begin with; none: it isn't asked. */
  rendezvousNodes: {
    kind: 'lines',
    format: 'host-port',
    atMost: 8,
    default: publicDhtNodes,
    group: 'network',
    takesEffect: 'party',
  },
  /** MQTT brokers and control servers of one's own. */
  rendezvousServers: {
    kind: 'lines',
    format: 'meeting-server',
    atMost: 4,
    default: [],
    group: 'network',
    takesEffect: 'party',
  },
  /** Whether the network of the house is asked, too. */
  rendezvousInHouse: { kind: 'switch', default: true, group: 'network', takesEffect: 'party' },
} as const satisfies Readonly<Record<string, SettingRecord>>;
