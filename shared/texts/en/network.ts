import { pluralOf } from '../plural.ts';

const plural = pluralOf('en');

/** This machine's network, alerts, and the command menu. */
export const network = {
  network: {
    title: 'Your network',
    line: { open: 'Open NAT', moderate: 'Moderate NAT', strict: 'Strict NAT', unknown: 'NAT not known' },
    details: (line: string) => `${line}: details of your network`,
    measuring: 'Looking at your network…',
    unmeasured: 'It is still being looked at. That takes a few seconds.',
    grades: { open: 'Open', moderate: 'Moderate', strict: 'Strict', unknown: 'Not known' },
    meanings: {
      open: 'Everybody can reach you directly.',
      moderate: 'Most friends reach you directly.',
      strict: 'Few friends reach you directly; the others come through a relay.',
      unknown: 'It could not be measured how friends reach you.',
    },
    reasons: {
      'udp-blocked': 'Your network lets no UDP through.',
      'captive-portal': 'Your network wants you to sign in first.',
      'ports-change': 'Your router uses another port for each destination.',
      'filters-strangers': 'Your router lets in only those whom you have sent to.',
      'lets-everybody-in': 'Your router lets everybody in.',
      'filtering-not-measured': 'Whom your router lets in could not be measured.',
      'mapping-not-measured': 'Which ports your router uses could not be measured.',
      'nobody-answered': 'None of the servers that were asked answered.',
    },
    mapping: 'Mapping (RFC 4787)',
    filtering: 'Filtering (RFC 4787)',
    behaviours: {
      'endpoint-independent': 'endpoint-independent',
      'address-dependent': 'address-dependent',
      'address-and-port-dependent': 'address and port-dependent',
      dependent: 'dependent on the address',
      unknown: 'not known',
    },
    hairpinning: 'Hairpinning',
    portPreserved: 'Keeps the port',
    answers: { yes: 'yes', no: 'no', unknown: 'not known' },
    udp: 'UDP',
    udpStates: { works: 'works', blocked: 'blocked', unknown: 'not known' },
    publicAddress: 'Public address',
    mapped: 'Port of the router',
    notMapped: 'none granted',
    relays: 'Relays',
    noRelays: 'No relay in use.',
    ours: 'the party’s own',
    tcp: 'over TCP',
    reached: 'reached',
    silent: 'no answer',
    serving: 'You help others',
    servingFor: (clients: number, bytes: string) =>
      `${plural(clients, 'friend uses', 'friends use')} this computer as a relay; ${bytes} passed on so far.`,
    servingLine: 'Relaying for friends',
  },
  games: {
    title: 'LAN games',
    on: 'Games on this computer are announced to your friends.',
    off: 'Switched off in the settings: games are announced in your own LAN only.',
    counts: (sent: number, received: number) =>
      `${plural(sent, 'announcement', 'announcements')} sent to friends, ${received} received.`,
    capped: (count: number) =>
      `${plural(count, 'announcement', 'announcements')} held back: too many at once.`,
  },
  alerts: {
    button: (count: number) => plural(count, 'alert', 'alerts'),
    title: 'Alerts',
    none: 'Nothing out of the ordinary.',
    lasting: (since: string) => `for ${since}`,
    over: (age: string) => `ended ${age} ago`,
    what: {
      down: (name: string) => `${name} was gone`,
      latency: (name: string, value: string) => `${name}: latency up to ${value}`,
      loss: (name: string, value: string) => `${name}: up to ${value} lost`,
      jitter: (name: string, value: string) => `${name}: jitter up to ${value}`,
      quality: (name: string, value: string) => `${name}: quality down to ${value}`,
    },
  },
  commands: {
    title: 'Go to, or do',
    open: 'All places and actions',
    placeholder: 'Where to? What to do?',
    none: 'Nothing has these words.',
    place: 'place',
    network: 'Details of your network',
    theme: (word: string) => `Appearance: ${word}`,
    language: (word: string) => `Language: ${word}`,
  },
};
