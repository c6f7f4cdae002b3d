import type { peer as en } from '../en/peer.ts';

export const peer: typeof en = {
  peer: {
    jitter: (jitter) => `Jitter ${jitter}`,
    loss: (ratio) => `Verlust ${ratio}`,
    notMeasured: 'Noch nicht gemessen',
    silent: 'Keine Antwort',
    path: 'Weg',
    paths: { direct: 'Direkt', relay: 'Über das Relay' },
    direct: {
      lan: 'Direkt, im selben Netz',
      ipv6: 'Direkt, über IPv6',
      mapped: 'Direkt, über einen Port des Routers',
      punched: 'Direkt, durch beide Router',
    },
    relayedReason: {
      gathering: 'Ein direkter Weg wird gesucht',
      'udp-blocked': 'Eines der Netze lässt kein UDP durch',
      'both-sides-port-dependent': 'Beide Router wechseln den Port für jedes Ziel',
      'port-dependent-meets-port-filtering':
        'Ein Router wechselt Ports, der andere lässt nur bekannte herein',
      'no-path-answered': 'Kein direkter Weg antwortet; ab und zu wird es neu versucht',
    },
    why: 'Grund',
    noPath: 'Noch keiner',
    address: 'Adresse',
    endpoint: 'Erreicht über',
    handshake: 'Handshake',
    traffic: 'Empfangen, gesendet',
    connected: 'Verbunden nach',
    copyAddress: 'Adresse kopieren',
    steps: { finding: 'Adresse finden', reaching: 'Erreichen', securing: 'Absichern' },
    away: 'Offline. Platz und Adresse bleiben eine Weile reserviert.',
  },
  chart: {
    title: 'Latenz, letzte 2 Minuten',
    waiting: 'Die ersten Antworten sind unterwegs.',
    summary: (name, now, loss) =>
      `Latenz zu ${name} in den letzten zwei Minuten. Jetzt ${now}, ${loss} verloren.`,
    lost: 'verloren',
    now: 'jetzt',
    ago: (seconds) => `vor ${-seconds} s`,
    ticks: (seconds) => (seconds === 0 ? 'jetzt' : `−${-seconds} s`),
    asTable: 'Als Tabelle',
    asChart: 'Als Kurve',
    copyCsv: 'CSV kopieren',
    columns: { time: 'Sekunden her', latency: 'Latenz', loss: 'Verloren' },
    csvHeader: 'seconds_ago,latency_ms,lost_ratio',
  },
};
