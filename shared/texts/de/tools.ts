import type { tools as en } from '../en/tools.ts';

export const tools: typeof en = {
  logs: {
    title: 'Protokoll',
    text: 'Was LANrage getan hat, das Neueste unten. Schlüssel und Codes stehen nicht darin.',
    level: 'Zeigen',
    levels: {
      error: 'Nur Fehler',
      warn: 'Warnungen und Fehler',
      info: 'Was geschah',
      debug: 'Einzelheiten',
      trace: 'Alles',
    },
    words: { error: 'Fehler', warn: 'Warnung', info: 'Info', debug: 'Debug', trace: 'Trace' },
    search: 'Suchen',
    follow: 'Mitlaufen',
    copy: 'Diese Zeilen kopieren',
    lines: 'Zeilen des Protokolls',
    none: 'Nichts Passendes im Protokoll.',
  },
  about: {
    title: 'Über LANrage',
    text: 'LAN-Spiele übers Internet, als säßet ihr in einem Raum.',
    version: 'Version',
    platform: 'System',
    platforms: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' },
    backend: 'Tunnel',
    backendOf: (name) => `WireGuard (${name})`,
    noBackend: 'nicht eingerichtet',
    host: 'Läuft als',
    hosts: { desktop: 'Desktop-App', headless: 'Hintergrunddienst, im Browser gezeigt' },
    licences: 'Lizenzen',
    licencesText:
      'WireGuard ist eine eingetragene Marke von Jason A. Donenfeld. Die Lizenzen aller Teile liegen LANrage bei, in THIRD-PARTY-LICENSES.txt neben dem Programm.',
    showLicences: 'Zeigen',
    bundle: 'Support-Paket',
    bundleText:
      'Was jemand braucht, um dir zu helfen: Einstellungen, Befunde, das Ende des Protokolls. Von selbst geht es nirgendwohin. Sieh es dir an, dann kopier es.',
    bundleShow: 'Erstellen',
    bundleAgain: 'Neu erstellen',
    withAddresses: 'Mit IP-Adressen und Namen',
    withAddressesHint: 'Hilft bei Netzproblemen. Nur für Leute, denen du vertraust.',
    withConnectionLog: 'Mit Verbindungsprotokoll',
    withConnectionLogHint:
      'Damit lässt sich Schritt für Schritt nachspielen, wie die Verbindungen dieser Party zustande kamen. Es enthält die Adressen aller in der Party und die Zeiten, zu denen sie erreicht wurden, aber nie Schlüssel.',
    preview: 'Vorschau des Support-Pakets',
    copyBundle: 'Paket kopieren',
  },
};
