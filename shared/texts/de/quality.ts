import type { qualityScreen as en } from '../en/quality.ts';
import { pluralOf } from '../plural.ts';

const plural = pluralOf('de');

export const qualityScreen: typeof en = {
  qualityScreen: {
    title: 'Qualität',
    empty: 'Keine Party, also gibt es noch nichts zu messen.',
    emptyText: 'Gründe eine oder tritt einer bei; dann erscheinen hier alle Verbindungen.',
    home: 'Party gründen oder beitreten',
    alone: 'Noch ist niemand sonst hier. Werte kommen mit der ersten Person.',
    score: 'Qualität der Party',
    of: 'von 100',
    trends: { better: 'wird besser', steady: 'gleichbleibend', worse: 'wird schlechter' },
    notMeasured: 'Noch nicht gemessen.',
    players: 'Mitspieler',
    playersText: (top) => `Letzte 2 Minuten, alle im selben Maßstab bis ${top}.`,
    chart: (name, now, loss) => `${name}: jetzt ${now}, ${loss} verloren`,
    host: {
      title: 'Wer soll hosten?',
      best: (name) => `Am besten hostet ${name}`,
      text: 'Die kürzeste größte Verzögerung zu allen anderen.',
      none: 'Dafür ist noch nicht genug gemessen.',
      worst: (latency) => `größte ${latency}`,
      mean: (latency) => `Mittel ${latency}`,
      unmeasured: 'ein Wert fehlt',
      you: (name) => `${name} (du)`,
      mark: 'bester Host',
    },
    matrix: {
      title: 'Wer wen wie schnell erreicht',
      text: 'Zeile: wer gemessen hat. Spalte: zu wem.',
      caption: 'Latenz zwischen allen',
      from: 'Von',
      lost: (ratio) => `${ratio} verloren`,
      self: 'selbst',
      large: (count) => `Gezeigt werden die ersten ${count}.`,
    },
    map: {
      title: 'Karte der Wege',
      asList: 'Als Liste',
      asMap: 'Als Karte',
      summary: (pairs, trouble, unknown) =>
        `${plural(pairs, 'Paar', 'Paare')}, ${trouble > 0 ? `${trouble} mit Störung` : unknown > 0 ? `${unknown} nicht bekannt` : 'alle erreichen sich'}`,
      own: 'In einer so großen Party sind deine eigenen Wege gezeichnet und die, die ausfallen.',
      kinds: {
        near: 'selbes Netz',
        direct: 'direkt',
        relay: 'Relay',
        tcp: 'Relay über TCP',
        'one-way': 'nur in eine Richtung',
        none: 'nicht erreicht',
        unknown: 'nicht bekannt',
      },
      pair: (a, b) => `${a} – ${b}`,
    },
    events: {
      title: 'Was ungewöhnlich war',
      none: 'Nichts Ungewöhnliches.',
      alerts: {
        down: (name, value) => `${name} war ${value} weg`,
        latency: (name, value) => `Verzögerung zu ${name} bis ${value}`,
        loss: (name, value) => `${value} zu ${name} gingen verloren`,
        jitter: (name, value) => `Verzögerung zu ${name} schwankte um ${value}`,
        quality: (name, value) => `Qualität zu ${name} fiel auf ${value}`,
      },
      now: 'dauert an',
      ended: (age) => `endete ${age}`,
      anomaly: {
        latency: (name, value, usual) => `Verzögerung zu ${name}: ${value}, sonst ${usual}`,
        loss: (name, value, usual) => `Verloren zu ${name}: ${value}, sonst ${usual}`,
        jitter: (name, value, usual) => `Jitter zu ${name}: ${value}, sonst ${usual}`,
      },
      odd: 'auffällig',
      guess: 'Vermutung',
      guesses: 'Wohin es gehen könnte',
      guessText: 'Aus den letzten Minuten geschätzt: in neun von zehn Fällen bleibt es in diesem Band.',
      prediction: (name, age, low, high) => `${name} in ${age}: zwischen ${low} und ${high}`,
      yourComputer: 'dein Computer',
    },
    load: {
      title: 'Was das Messen kostet',
      cpu: 'Prozessor, LANrage',
      memory: 'Speicher, LANrage',
      system: 'Prozessor, alle Programme',
      slowdown: (times) => `Gemessen wird ${times}-mal langsamer, weil dieser Computer beschäftigt ist.`,
    },
    recording: {
      recording: 'Der Verlauf wird geschrieben.',
      retrying: (queued) =>
        `Der Verlauf wird nicht geschrieben, vermutlich ist die Platte voll. ${plural(queued, 'Eintrag wartet', 'Einträge warten')}; es wird von selbst neu versucht.`,
      off: 'Der Verlauf ist ausgeschaltet.',
      dropped: (count) => `${plural(count, 'Eintrag ging', 'Einträge gingen')} verloren.`,
    },
    upgraded: (name, before, after) => `${name} ist jetzt direkt: ${before} → ${after}`,
  },
};
