import type { network as en } from '../en/network.ts';
import { pluralOf } from '../plural.ts';

const plural = pluralOf('de');

export const network: typeof en = {
  network: {
    title: 'Dein Netz',
    line: { open: 'Offenes NAT', moderate: 'Mäßiges NAT', strict: 'Striktes NAT', unknown: 'NAT unbekannt' },
    details: (line) => `${line}: Einzelheiten zu deinem Netz`,
    measuring: 'Dein Netz wird angesehen …',
    unmeasured: 'Es wird noch angesehen. Das dauert ein paar Sekunden.',
    grades: { open: 'Offen', moderate: 'Mäßig', strict: 'Strikt', unknown: 'Unbekannt' },
    meanings: {
      open: 'Alle erreichen dich direkt.',
      moderate: 'Die meisten Freunde erreichen dich direkt.',
      strict: 'Wenige Freunde erreichen dich direkt; die anderen kommen über ein Relay.',
      unknown: 'Wie Freunde dich erreichen, ließ sich nicht messen.',
    },
    reasons: {
      'udp-blocked': 'Dein Netz lässt kein UDP durch.',
      'captive-portal': 'Dein Netz will, dass du dich erst anmeldest.',
      'ports-change': 'Dein Router nimmt für jedes Ziel einen anderen Port.',
      'filters-strangers': 'Dein Router lässt nur herein, wem du schon etwas gesendet hast.',
      'lets-everybody-in': 'Dein Router lässt alle herein.',
      'filtering-not-measured': 'Wen dein Router hereinlässt, war nicht messbar.',
      'mapping-not-measured': 'Welche Ports dein Router nimmt, war nicht messbar.',
      'nobody-answered': 'Keiner der befragten Server hat geantwortet.',
    },
    mapping: 'Zuordnung (RFC 4787)',
    filtering: 'Filterung (RFC 4787)',
    behaviours: {
      'endpoint-independent': 'unabhängig vom Ziel',
      'address-dependent': 'abhängig von der Adresse',
      'address-and-port-dependent': 'abhängig von Adresse und Port',
      dependent: 'abhängig von der Adresse',
      unknown: 'unbekannt',
    },
    hairpinning: 'Hairpinning',
    portPreserved: 'Behält den Port',
    answers: { yes: 'ja', no: 'nein', unknown: 'unbekannt' },
    udp: 'UDP',
    udpStates: { works: 'geht', blocked: 'gesperrt', unknown: 'unbekannt' },
    publicAddress: 'Öffentliche Adresse',
    mapped: 'Port des Routers',
    notMapped: 'keiner bekommen',
    relays: 'Relays',
    noRelays: 'Kein Relay in Gebrauch.',
    ours: 'das der Party',
    tcp: 'über TCP',
    reached: 'erreicht',
    silent: 'keine Antwort',
    serving: 'Du hilfst anderen',
    servingFor: (clients, bytes) =>
      `${plural(clients, 'Freund nutzt', 'Freunde nutzen')} diesen Computer als Relay; ${bytes} sind bisher weitergeleitet.`,
    servingLine: 'Relay für Freunde',
  },
  games: {
    title: 'LAN-Spiele',
    on: 'Spiele auf diesem Computer werden deinen Freunden angekündigt.',
    off: 'In den Einstellungen abgeschaltet: Spiele werden nur in deinem eigenen LAN angekündigt.',
    counts: (sent, received) =>
      `${plural(sent, 'Ankündigung', 'Ankündigungen')} an Freunde gesendet, ${received} empfangen.`,
    capped: (count) =>
      `${plural(count, 'Ankündigung', 'Ankündigungen')} zurückgehalten: zu viele auf einmal.`,
  },
  alerts: {
    button: (count) => plural(count, 'Warnung', 'Warnungen'),
    title: 'Warnungen',
    none: 'Nichts Ungewöhnliches.',
    lasting: (since) => `seit ${since}`,
    over: (age) => `endete vor ${age}`,
    what: {
      down: (name) => `${name} war weg`,
      latency: (name, value) => `${name}: Latenz bis ${value}`,
      loss: (name, value) => `${name}: bis zu ${value} verloren`,
      jitter: (name, value) => `${name}: Jitter bis ${value}`,
      quality: (name, value) => `${name}: Güte bis auf ${value} gefallen`,
    },
  },
  commands: {
    title: 'Gehe zu oder tue',
    open: 'Alle Orte und Aktionen',
    placeholder: 'Wohin? Was tun?',
    none: 'Nichts enthält diese Wörter.',
    place: 'Ort',
    network: 'Einzelheiten zu deinem Netz',
    theme: (word) => `Aussehen: ${word}`,
    language: (word) => `Sprache: ${word}`,
  },
};
