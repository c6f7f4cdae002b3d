/** The settings: each with its name and what it does. */
import type { SettingTexts } from '../setting-texts.ts';

export const settings = {
  title: 'Settings',
  search: 'Search in the settings',
  nothingFound: 'No setting has these words.',
  advanced: 'Advanced',
  undo: 'Back to the default',
  undoNamed: (label: string) => `Back to the default: ${label}`,
  saveNamed: (label: string) => `Save: ${label}`,
  agree: 'Agree',
  serverPlaceholder: 'wss://play.example.org',
  groups: {
    you: 'You',
    desktop: 'App',
    friends: 'For your friends',
    alerts: 'Alerts',
    server: 'Servers',
    network: 'Network',
    measuring: 'Measuring',
    log: 'Log',
  },
  fields: {
    displayName: { label: 'Display name', hint: 'What your friends see.' },
    language: { label: 'Language', hint: 'Of the screens, the tray and notifications.' },
    theme: { label: 'Appearance', hint: 'Light, dark, or as your system has it.' },
    startAtLogin: { label: 'Start at login', hint: 'LANrage waits in the tray.' },
    closeToTray: {
      label: 'Stay in the tray when the window is closed',
      hint: 'Only while you are in a party; else closing quits.',
    },
    notifications: { label: 'Notifications', hint: 'When somebody joins, is lost, or is back.' },
    autoUpdate: { label: 'Updates', hint: 'New releases are fetched, and put in place when you quit.' },
    relayForFriends: {
      label: 'Pass on traffic for friends',
      hint: 'Where two of them can’t reach each other, this computer may stand between.',
    },
    relayForFriendsMbits: {
      label: 'At most, in Mbit/s',
      hint: 'What is passed on for all friends together. Each game needs about 0.1.',
    },
    lanGames: {
      label: 'LAN games appear for your friends',
      hint: 'What games say to their LAN reaches the party, so that their lists show each other.',
    },
    friendTests: {
      label: 'Friends may test the link to you',
      hint: 'Bandwidth and stress, for some seconds at a time.',
    },
    alertRules: { label: 'Alerts', hint: 'Tell me when a player or target …' },
    controlServer: {
      label: 'Address of a control server',
      hint: 'Empty: parties that you create run on this computer.',
    },
    invitePage: {
      label: 'Web page for invites',
      hint: 'If you run a page that opens LANrage, your invites are links to it, which chats make clickable.',
    },
    embeddedControlPort: {
      label: 'Port of your own control server',
      hint: 'TCP. Friends from outside reach parties of this computer there.',
    },
    embeddedRelayPort: { label: 'Port of your own relay', hint: 'UDP, for friends without a direct path.' },
    apiPort: {
      label: 'Port of the browser interface',
      hint: 'On this computer only. 0: any.',
    },
    portMapping: {
      label: 'Ask the router to open a port',
      hint: 'By UPnP, NAT-PMP or PCP; closed again when you leave. Makes direct paths likelier.',
    },
    stunServers: {
      label: 'STUN servers',
      hint: 'Asked how your router treats UDP: host:port, with commas between.',
    },
    rendezvous: {
      label: 'Find friends by the code alone',
      hint: 'Servers of strangers pass on sealed notes. They see your Internet address and that somebody meets, not who or what.',
    },
    rendezvousRelays: {
      label: 'Meeting places: Nostr relays',
      hint: 'Asked first, since they pass on at once. Empty: none is asked. You and your friends need one in common.',
    },
    rendezvousNodes: {
      label: 'Meeting places: DHT',
      hint: 'Computers at which BitTorrent’s shared directory begins: host:port. Empty: it isn’t asked.',
    },
    rendezvousServers: {
      label: 'Meeting places of your own',
      hint: 'A control server (ws://, wss://) or an MQTT broker (mqtt://, mqtts://). Your friends need the same one.',
    },
    rendezvousInHouse: {
      label: 'Find friends in the same house',
      hint: 'Asks your own network, and needs no Internet.',
    },
    visibleInHouse: {
      label: 'Show my party in this house',
      hint: 'Who looks for parties in your network sees it and can join by one press.',
    },
    subnet: {
      label: 'Addresses of new parties',
      hint: 'A private /16. Another one is taken where it clashes with your network.',
    },
    interfaceName: { label: 'Name of the network interface', hint: 'As your system lists it.' },
    mtu: { label: 'MTU', hint: 'Smaller helps where games connect and then stall.' },
    wireguardPort: { label: 'Port of WireGuard', hint: 'UDP. 0: any.' },
    keepaliveSeconds: {
      label: 'Keepalive in seconds',
      hint: 'How often your router is reminded of a path.',
    },
    aggregationSeconds: {
      label: 'Finest step of the history, in seconds',
      hint: 'A divisor of 60.',
    },
    systemIntervalSeconds: {
      label: 'Interval for this computer’s load, in seconds',
      hint: 'How often it is measured.',
    },
    keepSecondsDays: { label: 'Keep seconds for, in days', hint: 'How far back charts show each second.' },
    keepMinutesDays: { label: 'Keep minutes for, in days', hint: 'How far back charts show each minute.' },
    keepHoursDays: { label: 'Keep hours for, in days', hint: 'How far back charts go.' },
    ownCpuLimitPercent: {
      label: 'Own processor limit, in percent of one core',
      hint: 'Above it LANrage measures less often.',
    },
    ownMemoryLimitMiB: {
      label: 'Own memory limit, in MiB',
      hint: 'Above it LANrage measures less often.',
    },
    metricsExport: {
      label: 'Metrics for Prometheus',
      hint: 'At the port of the browser interface, with a token of their own.',
    },
    logLevel: { label: 'How much is logged', hint: 'More helps to find faults; less saves room.' },
    logFormat: { label: 'Form of the log', hint: 'For people, or for programs.' },
  },
  consent: {
    relayForFriends: [
      'Encrypted packets of friends in your party go through this computer and your line where they have no better path. You can’t read them.',
      'It costs bandwidth, up to the limit that you set.',
      'It ends when you switch it off or leave the party.',
    ],
    visibleInHouse: [
      'Everybody who uses LANrage in your network, guests on your Wi-Fi included, sees the names of your party and of you, and can join without the code.',
      'Nothing is announced: your computer answers who asks. It ends when you switch it off or leave the party.',
    ],
    friendTests: [
      'Friends in your party may send test traffic to this computer, some seconds at a time, within LANrage’s limits.',
      'It can slow down what you do meanwhile. Switched off here, their tests are refused.',
    ],
  },
  units: {
    bytes: 'bytes',
    seconds: 'seconds',
    days: 'days',
    megabits: 'Mbit/s',
    percentOfCore: 'percent of one core',
    mebibytes: 'MiB',
  },
  atMost: (count: number) => `At most ${count}`,
  takesEffect: {
    now: 'Takes effect at once.',
    tunnel: 'Takes effect the next time the tunnel is created.',
    party: 'Takes effect with the next party.',
    'next-party': 'Takes effect with the next party that you create or join.',
    start: 'Takes effect at the next start.',
  },
  savedUntil: {
    tunnel: 'Saved; takes effect when the tunnel restarts.',
    party: 'Saved; takes effect with the next party.',
    'next-party': 'Saved; takes effect with the next party that you create or join.',
    start: 'Saved; takes effect when LANrage is started again.',
  },
  waitsFor: {
    tunnel: 'Waits for the tunnel to restart.',
    party: 'Waits for the next party.',
    start: 'Waits for the next start of LANrage.',
  },
  untilThen: (value: string) => `Until then: ${value}.`,
  values: { on: 'on', off: 'off', none: 'none' },
  apply: {
    title: 'Changes that wait',
    now: 'Apply now',
    /** Leads to that button. */
    where: 'To “Apply now”',
    busy: 'Applying…',
    done: 'Applied.',
    /** What it costs. */
    tunnel: 'The tunnel restarts: about a second without game traffic.',
    party: 'You enter your party again: some seconds without game traffic.',
    server:
      'Your control server moves to another port: your friends have to join again, with the new invite.',
    /** Where nothing but a new start helps. */
    start: 'For some of them LANrage has to be started again.',
  },
  alerts: {
    down: { label: 'is down for', unit: 'min' },
    latency: { label: 'has latency above', unit: 'ms' },
    loss: { label: 'loses more than', unit: '%' },
    jitter: { label: 'has jitter above', unit: 'ms' },
    quality: { label: 'has quality below', unit: 'points' },
  },
} satisfies SettingTexts & Readonly<Record<string, unknown>>;
