/** Settings of servers, tunnel and paths. */
import type { SettingRecord } from './setting-record.ts';

const port = { kind: 'number', min: 0, max: 65_535 } as const;

export const networkSettings = {
  /** None: the host's own engine starts the servers. Asked where a party is created, or joined by a bare code. */
  controlServer: {
    kind: 'text',
    format: 'server-url',
    none: null,
    default: null,
    group: 'server',
    takesEffect: 'next-party',
  },
  /** A web page that leads on to invites, so that chats show them as links; none: they are shown as `lanrage://…`. */
  invitePage: {
    kind: 'text',
    format: 'page-url',
    none: null,
    default: null,
    group: 'server',
    takesEffect: 'now',
  },
  /** Bound when a party begins whose servers this machine runs. */
  embeddedControlPort: { ...port, default: 8667, group: 'server', takesEffect: 'party' },
  /** As the control server's. A relay for friends follows it at once: it can be moved without ending the party. */
  embeddedRelayPort: { ...port, default: 3478, group: 'server', takesEffect: 'party' },
  /**
   * Loopback port of the browser interface, bound once; 0 lets the system choose. The desktop app, which has the port for
   * metrics alone, follows it at once.
   */
  apiPort: { ...port, default: 8666, group: 'server', takesEffect: 'start', desktopFollows: true },

  /**
   * Whether the router may be asked to open WireGuard's port, by PCP, NAT-PMP or UPnP. A party and its servers ask when
   * they begin, and keep what they were granted; a relay for friends follows it at once.
   */
  portMapping: { kind: 'switch', default: true, group: 'network', takesEffect: 'party' },
  /** Asked how the NAT behaves; none: nobody is asked. A party asks those of its beginning, and so does the doctor. */
  stunServers: {
    kind: 'lines',
    format: 'host-port',
    atMost: 4,
    /** Public ones of three operators, so that one that is down or mistaken isn't all there is. */
    default: ['stun.l.google.com:19302', 'stun.cloudflare.com:3478', 'stun.nextcloud.com:3478'],
    group: 'network',
    takesEffect: 'party',
  },
  /** Wanted for parties that are created here; another private /16 is taken where it clashes with this machine's networks. */
  subnet: {
    kind: 'text',
    format: 'subnet',
    default: '10.66.0.0/16',
    group: 'network',
    takesEffect: 'next-party',
  },
  /** A party keeps the name of its device, also when the device is created again. */
  interfaceName: {
    kind: 'text',
    format: 'interface-name',
    default: 'lanrage0',
    group: 'network',
    takesEffect: 'party',
  },
  mtu: {
    kind: 'number',
    min: 576,
    max: 9000,
    unit: 'bytes',
    /** 1500 minus IPv6 and WireGuard headers. */
    default: 1420,
    group: 'network',
    takesEffect: 'tunnel',
  },
  /** UDP port of WireGuard; 0 lets the system choose. */
  wireguardPort: { ...port, default: 0, group: 'network', takesEffect: 'tunnel' },
  /** Links and relays are given it when the party begins, and keep it. */
  keepaliveSeconds: {
    kind: 'number',
    min: 5,
    max: 120,
    unit: 'seconds',
    default: 25,
    group: 'network',
    takesEffect: 'party',
  },
} as const satisfies Readonly<Record<string, SettingRecord>>;
