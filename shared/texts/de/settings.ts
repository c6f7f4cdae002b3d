import type { settings as en } from '../en/settings.ts';

export const settings: typeof en = {
  title: 'Einstellungen',
  search: 'In den Einstellungen suchen',
  nothingFound: 'Keine Einstellung enthält diese Wörter.',
  advanced: 'Erweitert',
  undo: 'Zurück zur Voreinstellung',
  undoNamed: (label) => `Zurück zur Voreinstellung: ${label}`,
  saveNamed: (label) => `Speichern: ${label}`,
  agree: 'Einverstanden',
  serverPlaceholder: 'wss://play.example.org',
  groups: {
    you: 'Du',
    desktop: 'App',
    friends: 'Für deine Freunde',
    alerts: 'Warnungen',
    server: 'Server',
    network: 'Netz',
    measuring: 'Messen',
    log: 'Protokoll',
  },
  fields: {
    displayName: { label: 'Anzeigename', hint: 'Was deine Freunde sehen.' },
    language: { label: 'Sprache', hint: 'Von Oberfläche, Infobereich und Benachrichtigungen.' },
    theme: { label: 'Aussehen', hint: 'Hell, dunkel oder wie dein System.' },
    startAtLogin: { label: 'Beim Anmelden starten', hint: 'LANrage wartet im Infobereich.' },
    closeToTray: {
      label: 'Beim Schließen des Fensters im Infobereich bleiben',
      hint: 'Nur solange du in einer Party bist; sonst beendet das Schließen LANrage.',
    },
    notifications: {
      label: 'Benachrichtigungen',
      hint: 'Wenn jemand dazukommt, verloren geht oder wieder da ist.',
    },
    autoUpdate: {
      label: 'Aktualisierungen',
      hint: 'Neue Versionen werden geholt und beim Beenden eingesetzt.',
    },
    relayForFriends: {
      label: 'Verkehr von Freunden weiterleiten',
      hint: 'Wo zwei von ihnen sich nicht erreichen, darf dieser Computer dazwischenstehen.',
    },
    relayForFriendsMbits: {
      label: 'Höchstens, in Mbit/s',
      hint: 'So viel wird für alle Freunde zusammen weitergeleitet. Ein Spiel braucht etwa 0,1.',
    },
    lanGames: {
      label: 'LAN-Spiele erscheinen bei deinen Freunden',
      hint: 'Was Spiele ihrem LAN sagen, erreicht die Party; so zeigen ihre Listen einander.',
    },
    friendTests: {
      label: 'Freunde dürfen die Verbindung zu dir testen',
      hint: 'Bandbreite und Belastung, jeweils einige Sekunden lang.',
    },
    alertRules: { label: 'Warnungen', hint: 'Sag mir, wenn ein Mitspieler oder Ziel …' },
    controlServer: {
      label: 'Adresse eines Kontrollservers',
      hint: 'Leer: Partys, die du anlegst, laufen auf diesem Computer.',
    },
    invitePage: {
      label: 'Webseite für Einladungen',
      hint: 'Hast du eine Seite, die LANrage öffnet, führen deine Einladungen dorthin: Solche Links sind in Chats anklickbar.',
    },
    embeddedControlPort: {
      label: 'Port deines eigenen Kontrollservers',
      hint: 'TCP. Dort erreichen Freunde von außen die Partys dieses Computers.',
    },
    embeddedRelayPort: {
      label: 'Port deines eigenen Relays',
      hint: 'UDP, für Freunde ohne direkten Weg.',
    },
    apiPort: {
      label: 'Port der Browser-Oberfläche',
      hint: 'Nur auf diesem Computer. 0: irgendeiner.',
    },
    portMapping: {
      label: 'Den Router um einen offenen Port bitten',
      hint: 'Mit UPnP, NAT-PMP oder PCP; beim Verlassen wird er geschlossen. Direkte Wege gelingen so öfter.',
    },
    stunServers: {
      label: 'STUN-Server',
      hint: 'Sie sagen, wie dein Router UDP behandelt: host:port, mit Kommas getrennt.',
    },
    rendezvous: {
      label: 'Freunde allein mit dem Code finden',
      hint: 'Fremde Server reichen versiegelte Notizen weiter. Sie sehen deine Internetadresse und dass sich jemand trifft, nicht wer und was.',
    },
    rendezvousRelays: {
      label: 'Treffpunkte: Nostr-Relays',
      hint: 'Werden zuerst gefragt, denn sie reichen sofort weiter. Leer: keiner wird gefragt. Du und deine Freunde brauchen einen gemeinsamen.',
    },
    rendezvousNodes: {
      label: 'Treffpunkte: DHT',
      hint: 'Computer, bei denen das gemeinsame Verzeichnis von BitTorrent beginnt: host:port. Leer: es wird nicht gefragt.',
    },
    rendezvousServers: {
      label: 'Eigene Treffpunkte',
      hint: 'Ein Kontrollserver (ws://, wss://) oder ein MQTT-Broker (mqtt://, mqtts://). Deine Freunde brauchen denselben.',
    },
    rendezvousInHouse: {
      label: 'Freunde im selben Haus finden',
      hint: 'Fragt dein eigenes Netz und braucht kein Internet.',
    },
    visibleInHouse: {
      label: 'Meine Party in diesem Haus zeigen',
      hint: 'Wer in deinem Netz nach Partys sucht, sieht sie und kann mit einem Klick beitreten.',
    },
    subnet: {
      label: 'Adressen neuer Partys',
      hint: 'Ein privates /16. Stößt es mit deinem Netz zusammen, wird ein anderes genommen.',
    },
    interfaceName: { label: 'Name der Netzwerkschnittstelle', hint: 'Wie dein System sie aufführt.' },
    mtu: {
      label: 'MTU',
      hint: 'Kleiner hilft, wenn Spiele sich verbinden und dann hängen.',
    },
    wireguardPort: { label: 'Port von WireGuard', hint: 'UDP. 0: irgendeiner.' },
    keepaliveSeconds: {
      label: 'Keepalive in Sekunden',
      hint: 'Wie oft dein Router an einen Weg erinnert wird.',
    },
    aggregationSeconds: {
      label: 'Feinster Schritt des Verlaufs, in Sekunden',
      hint: 'Ein Teiler von 60.',
    },
    systemIntervalSeconds: {
      label: 'Abstand für die Last dieses Computers, in Sekunden',
      hint: 'Wie oft sie gemessen wird.',
    },
    keepSecondsDays: {
      label: 'Sekunden aufheben, in Tagen',
      hint: 'So weit zurück zeigen Diagramme jede Sekunde.',
    },
    keepMinutesDays: {
      label: 'Minuten aufheben, in Tagen',
      hint: 'So weit zurück zeigen Diagramme jede Minute.',
    },
    keepHoursDays: { label: 'Stunden aufheben, in Tagen', hint: 'So weit reichen Diagramme zurück.' },
    ownCpuLimitPercent: {
      label: 'Eigene Prozessorgrenze, in Prozent eines Kerns',
      hint: 'Darüber misst LANrage seltener.',
    },
    ownMemoryLimitMiB: {
      label: 'Eigene Speichergrenze, in MiB',
      hint: 'Darüber misst LANrage seltener.',
    },
    metricsExport: {
      label: 'Messwerte für Prometheus',
      hint: 'Am Port der Browser-Oberfläche, mit eigenem Token.',
    },
    logLevel: {
      label: 'Wie viel protokolliert wird',
      hint: 'Mehr hilft bei der Fehlersuche, weniger spart Platz.',
    },
    logFormat: { label: 'Form des Protokolls', hint: 'Für Menschen oder für Programme.' },
  },
  consent: {
    relayForFriends: [
      'Verschlüsselte Pakete von Freunden deiner Party gehen über diesen Computer und deinen Anschluss, wo sie keinen besseren Weg haben. Lesen kannst du sie nicht.',
      'Das kostet Bandbreite, bis zu deiner Grenze.',
      'Es endet, wenn du es abschaltest oder die Party verlässt.',
    ],
    visibleInHouse: [
      'Alle, die in deinem Netz LANrage benutzen, auch Gäste in deinem WLAN, sehen den Namen deiner Party und deinen, und können ohne den Code beitreten.',
      'Nichts wird angekündigt: dein Computer antwortet dem, der fragt. Es endet, wenn du es abschaltest oder die Party verlässt.',
    ],
    friendTests: [
      'Freunde deiner Party dürfen Testverkehr an diesen Computer senden, jeweils einige Sekunden lang und in den Grenzen von LANrage.',
      'Das kann bremsen, was du gerade tust. Abgeschaltet werden ihre Tests abgelehnt.',
    ],
  },
  units: {
    bytes: 'Byte',
    seconds: 'Sekunden',
    days: 'Tage',
    megabits: 'Mbit/s',
    percentOfCore: 'Prozent eines Kerns',
    mebibytes: 'MiB',
  },
  atMost: (count) => `Höchstens ${count}`,
  takesEffect: {
    now: 'Gilt sofort.',
    tunnel: 'Gilt, sobald der Tunnel neu angelegt wird.',
    party: 'Gilt ab der nächsten Party.',
    'next-party': 'Gilt ab der nächsten Party, die du anlegst oder der du beitrittst.',
    start: 'Gilt ab dem nächsten Start.',
  },
  savedUntil: {
    tunnel: 'Gespeichert; gilt, sobald der Tunnel neu startet.',
    party: 'Gespeichert; gilt ab der nächsten Party.',
    'next-party': 'Gespeichert; gilt ab der nächsten Party, die du anlegst oder der du beitrittst.',
    start: 'Gespeichert; gilt, sobald LANrage neu gestartet ist.',
  },
  waitsFor: {
    tunnel: 'Wartet, bis der Tunnel neu startet.',
    party: 'Wartet auf die nächste Party.',
    start: 'Wartet auf den nächsten Start von LANrage.',
  },
  untilThen: (value) => `Bis dahin: ${value}.`,
  values: { on: 'an', off: 'aus', none: 'keine' },
  apply: {
    title: 'Änderungen, die warten',
    now: 'Jetzt anwenden',
    where: 'Zu „Jetzt anwenden“',
    busy: 'Wird angewendet …',
    done: 'Angewendet.',
    tunnel: 'Der Tunnel startet neu: etwa eine Sekunde ohne Spielverkehr.',
    party: 'Du trittst deiner Party neu bei: einige Sekunden ohne Spielverkehr.',
    server:
      'Dein Kontrollserver zieht auf einen anderen Port um: Deine Freunde müssen mit der neuen Einladung noch einmal beitreten.',
    start: 'Für manche muss LANrage neu gestartet werden.',
  },
  alerts: {
    down: { label: 'weg ist, länger als', unit: 'min' },
    latency: { label: 'eine Latenz hat über', unit: 'ms' },
    loss: { label: 'mehr verliert als', unit: '%' },
    jitter: { label: 'einen Jitter hat über', unit: 'ms' },
    quality: { label: 'eine Güte hat unter', unit: 'Punkten' },
  },
};
