import { figuresIn } from '../../texts/figures.ts';
import type { WordsFor } from '../advice-entry.ts';
import type { FaultCode } from '../fault.ts';

const say = figuresIn('de');

export const serverWords: WordsFor<Extract<FaultCode, `${'control' | 'rendezvous' | 'serve'}.${string}`>> = {
  'control.unreachable': {
    title: 'Der Server der Party ist unerreichbar',
    text: ({ server, reason }) =>
      `${server} war nicht zu erreichen: ${reason}. Prüf die Internetverbindung, und ob der Gastgeber läuft. Ein laufendes Spiel geht weiter.`,
  },
  'control.timed-out': {
    title: 'Der Server der Party ist zu langsam',
    text: ({ server }) =>
      `${server} antwortete nicht rechtzeitig. Versuch es gleich noch einmal; ein laufendes Spiel geht weiter.`,
  },
  'control.bad-message': {
    title: 'Server und App verstehen sich nicht',
    text: ({ reason }) =>
      `Eine Nachricht war anders als vereinbart: ${reason}. Sorg dafür, dass auf beiden Seiten das neueste LANrage läuft.`,
  },
  'control.too-large': {
    title: 'Eine Nachricht war zu groß',
    text: ({ limitBytes }) =>
      `Der Server nimmt höchstens ${say.bytes(limitBytes)} auf einmal und hat deshalb die Verbindung geschlossen.`,
  },
  'control.out-of-order': {
    title: 'Server und App sind aus dem Takt',
    text: ({ expected }) =>
      `Der Server erwartete zuerst „${expected}“. LANrage verbindet sich von selbst wieder.`,
  },
  'control.unknown-type': {
    title: 'Der Server kennt diese Anfrage nicht',
    text: ({ type }) =>
      `Der Server hat kein „${type}“; vielleicht ist er älter als diese App. Bitte den Betreiber, ihn zu aktualisieren.`,
  },
  'control.version-unsupported': {
    title: 'App und Server passen nicht zusammen',
    text: ({ serverVersion, clientVersion }) =>
      serverVersion > clientVersion
        ? `Der Server spricht Version ${serverVersion}, diese App nur ${clientVersion}. Aktualisiere LANrage.`
        : `Diese App spricht Version ${clientVersion}, der Server nur ${serverVersion}. Bitte den Betreiber, ihn zu aktualisieren.`,
  },
  'control.not-authenticated': {
    title: 'Der Server nahm das Gerät nicht an',
    text: ({ reason }) =>
      `Dieses Gerät konnte nicht beweisen, wer es ist: ${reason}. LANrage versucht es von selbst wieder.`,
  },
  'control.token-invalid': {
    title: 'Dein Platz in der Party ist verfallen',
    text: () => 'Der Server kennt diese Mitgliedschaft nicht mehr. Tritt mit der Einladung wieder bei.',
  },
  'control.rate-limited': {
    title: 'Zu viele Anfragen',
    text: ({ retryAfterMs }) =>
      `Der Server bittet um eine Pause. Versuch es in ${say.duration(Math.max(1, Math.ceil(retryAfterMs / 1000)) * 1000)} noch einmal.`,
  },
  'control.too-many-parties': {
    title: 'Der Server hat zu viele Partys',
    text: ({ limit }) =>
      `Seine Grenze von ${limit} Partys ist erreicht. Versuch es später, oder spiel ohne fremden Server.`,
  },
  'control.too-many-connections': {
    title: 'Der Server hat zu viele Verbindungen',
    text: ({ limit }) =>
      `Seine Grenze von ${limit} Verbindungen ist erreicht. LANrage versucht es von selbst wieder.`,
  },
  'control.peer-unreachable': {
    title: 'Jemand ist gerade nicht zu erreichen',
    text: () =>
      'Der Server hat im Augenblick keine Verbindung zu diesem Mitspieler. Es wird wieder versucht, sobald sie da ist.',
  },
  'control.relay-refused': {
    title: 'Der Server lehnte dieses Relay ab',
    text: () => 'Das gemeinsame Geheimnis ist nicht das des Kontrollservers. Gib beiden dasselbe Geheimnis.',
  },
  'control.replaced': {
    title: 'Dieses Gerät verband sich anderswo',
    text: () =>
      'Ein anderes LANrage mit denselben Schlüsseln hat die Verbindung übernommen. Lass es nur an einer Stelle laufen.',
  },
  'control.server-failed': {
    title: 'Der Server der Party hatte ein Problem',
    text: ({ reference }) =>
      `Das ist ein Fehler auf dem Server; sein Protokoll hat ihn unter ${reference}. Versuch es gleich noch einmal.`,
  },
  'rendezvous.unreachable': {
    title: 'Kein Treffpunkt antwortet',
    text: () =>
      'Keiner der Orte, an denen sich Spieler mit demselben Code finden, war zu erreichen. Prüf die Internetverbindung und die Treffpunkte in den Einstellungen. LANrage versucht es von selbst wieder; ein laufendes Spiel geht weiter.',
  },
  'rendezvous.clock': {
    title: 'Zwei Uhren gehen verschieden',
    text: ({ seconds }) =>
      `Deine Uhr und die eines Freundes gehen um ${say.duration(seconds * 1000)} auseinander, deshalb findet ihr euch nicht. Stellt auf beiden Computern Datum und Uhrzeit; die meisten Systeme können das von selbst.`,
  },

  'serve.port-taken': {
    title: 'Ein nötiger Port ist belegt',
    text: ({ protocol, address, port }) =>
      `Ein anderes Programm nutzt ${protocol.toUpperCase()}-Port ${port} auf ${address}. Beende es, oder wähl einen anderen Port.`,
  },
  'serve.address-unavailable': {
    title: 'Diese Adresse gibt es hier nicht',
    text: ({ address }) =>
      `Die Server können ${address} nicht öffnen, weil kein Netz dieses Computers sie hat.`,
  },
  'serve.secret-missing': {
    title: 'Dem Relay fehlt das Geheimnis',
    text: () =>
      'Ein Relay, das sich bei einem Kontrollserver anmeldet, braucht das gemeinsame Geheimnis. Gib es beim Start an.',
  },
  'serve.tls-invalid': {
    title: 'Das TLS-Zertifikat geht so nicht',
    text: ({ reason }) => `Das Zertifikat oder sein Schlüssel wurde nicht angenommen: ${reason}.`,
  },
};
