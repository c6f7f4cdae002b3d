/**
 * Why something failed, as a code with figures. A fault carries them flat among its args, so that they cross every
 * boundary as plain values, and a version that doesn't know a code still knows the fault. What a system or a program of
 * others says itself is a figure like any other: its name of an error, or its words, which are shown as a quotation.
 */
type Nothing = Record<never, never>;

/** What Windows is asked to do by a script of ours. */
export type WindowsStep =
  | 'ask-for-rights'
  | 'set-up-network'
  | 'remove-firewall-rule'
  | 'set-address'
  | 'set-mtu'
  | 'read-networks'
  | 'stop-helper'
  | 'register-task'
  | 'remove-task'
  | 'let-owner-in';

/** Complaints of ICMP beside that there is no way. */
export type IcmpComplaint = 'too-big' | 'time-exceeded' | 'parameter';

/** Code → its figures. Lengths of time in ms. */
export interface ReasonFigures {
  // Of a value that somebody gave. `unit`: after the figure; empty where its name says it.
  'too-small': { minimum: number; unit: string };
  'too-large': { maximum: number; unit: string };
  'too-short': { minimum: number };
  'too-long': { maximum: number };
  'too-many': { maximum: number };
  'not-whole': Nothing;
  'not-number': Nothing;
  'not-yes-or-no': Nothing;
  'not-text': Nothing;
  'not-list': Nothing;
  'not-one-of': { options: string };
  'not-understood': Nothing;
  malformed: Nothing;
  'no-such-field': Nothing;
  'not-websocket-url': Nothing;
  'not-page-url': Nothing;
  'not-host-port': Nothing;
  'not-meeting-server': Nothing;
  'not-subnet': Nothing;
  'not-interface-name': Nothing;
  'not-divisor-of-60': Nothing;
  unshowable: Nothing;
  invisible: Nothing;
  'ends-before-it-begins': Nothing;
  'too-many-steps': Nothing;
  /** `closest`: one that may be meant; empty: none. */
  'no-such-setting': { closest: string };
  /** `key`: the fault's own. */
  'not-a-pair': { key: string };
  needed: Nothing;
  /** A port, of a kind of target that has none. */
  'needs-none': Nothing;
  'not-url': Nothing;
  'not-host': Nothing;
  'not-name': Nothing;
  'other-family': Nothing;

  // Of a call or a frame.
  'no-such-call': Nothing;
  'foreign-sender': Nothing;
  'not-a-call': Nothing;
  'too-many-calls': Nothing;
  'not-json': Nothing;
  'frame-too-large': Nothing;
  'server-cannot-know': Nothing;
  'bad-join-answer': Nothing;
  'place-outside': { place: number; subnet: string };

  // Of the system: its names of errors, what programs said, how they ended.
  errno: { errno: string };
  'file-errno': { errno: string; path: string };
  said: { program: string; text: string };
  'windows-error': { number: number };
  exited: { exitCode: number };
  killed: { signal: string };
  'tool-failed': { command: string; exitCode: number };
  /** `problem`: code of the fault. */
  'tool-not-run': { program: string; problem: string };
  'unknown-format': { command: string };
  'program-missing': { program: string };
  'windows-step': { step: WindowsStep };

  // Of our own files.
  sqlite: { text: string };
  'not-a-file': Nothing;
  'another-owner': Nothing;
  'others-may-write': Nothing;
  'path-too-long': Nothing;
  'not-a-token': Nothing;
  'not-a-key': Nothing;
  'key-store': Nothing;
  'no-such-file': Nothing;
  'was-exposed': Nothing;

  // Of the helper, of setting it up, and of what it refuses.
  'not-running': Nothing;
  'not-set-up': Nothing;
  stopped: Nothing;
  ended: Nothing;
  'connection-ended': Nothing;
  'not-its-socket': Nothing;
  'no-answer-within': { ms: number };
  'bad-frames': Nothing;
  'bad-answer': { verb: string };
  'not-root': Nothing;
  'unsafe-folder': Nothing;
  'already-running': Nothing;
  'file-missing': { path: string };
  'writable-by-others': { path: string };
  'unusual-folder': Nothing;
  'no-user-id': Nothing;
  'from-sources': Nothing;
  'own-files-unreadable': Nothing;
  'no-result': Nothing;
  declined: Nothing;
  'no-systemd': Nothing;
  'app-not-a-package': Nothing;
  'app-not-roots': Nothing;
  'app-not-in-program-files': Nothing;
  'files-changed': Nothing;
  'no-way-here': { platform: string };
  'frame-without-id': Nothing;
  'id-used-before': Nothing;
  'not-a-request': Nothing;
  'unknown-verb': Nothing;
  'bad-argument': { field: string };
  'privileged-port': Nothing;
  'not-ipv4': Nothing;
  'not-private': Nothing;
  'no-host-address': Nothing;
  'peer-named-twice': Nothing;
  'own-peer': Nothing;
  'too-many-peers': { limit: number };
  'too-many-interfaces': { limit: number };
  'too-many-groups': { limit: number };
  'shared-allowed-ip': Nothing;
  'no-address-yet': Nothing;
  'allowed-ip-many-hosts': Nothing;
  'allowed-ip-outside': Nothing;
  'allowed-ip-own': Nothing;
  'endpoint-not-literal': Nothing;
  'endpoint-many-hosts': Nothing;
  'endpoint-in-tunnel': Nothing;
  'endpoint-mapped-ipv4': Nothing;

  // Of the tunnel.
  'by-command': { hint: string };
  'by-download': { hint: string };
  'by-package': { hint: string };
  'not-started': { program: string };
  'not-opened': { program: string; name: string };
  'not-ended': { program: string; name: string };
  'no-udp-port': { name: string };
  'no-socket': { address: string; errno: string };
  /** nftables has the statement only where its module was built. */
  'no-kernel-dup': Nothing;
  'rules-refused': Nothing;
  'no-firewall': Nothing;
  'tool-exits': { program: string; exitCode: number };
  'tool-hangs': { program: string; ms: number };

  // Of a party's server and its members.
  closed: Nothing;
  'not-wanted': Nothing;
  'not-an-address': Nothing;
  'not-lanrage': Nothing;
  reconnecting: Nothing;
  'no-connection': Nothing;
  'answers-others': Nothing;
  'http-status': { status: number };
  'proxy-silent': Nothing;
  'proxy-status': { status: number };
  signature: Nothing;
  'wireguard-key': Nothing;
  'no-hello': { ms: number };
  'foreign-identity': Nothing;
  'address-outside': Nothing;
  'old-record': Nothing;
  'reserved-key': Nothing;
  'not-a-member': Nothing;
  'party-full': Nothing;
  'address-taken': Nothing;
  'key-taken': Nothing;
  'bad-signature': Nothing;
  'bad-seal': Nothing;
  'bad-content': Nothing;
  'enough-relays': Nothing;
  'key-in-use': Nothing;
  'foreign-address': Nothing;

  // Of routers, by RFC 6887 §7.4 and RFC 6886 §3.5, and UPnP's numbers with the router's own words.
  'unsupported-version': Nothing;
  'not-authorised': Nothing;
  'malformed-request': Nothing;
  'unsupported-opcode': Nothing;
  'unsupported-option': Nothing;
  'malformed-option': Nothing;
  'network-failure': Nothing;
  'no-resources': Nothing;
  'unsupported-protocol': Nothing;
  'quota-exceeded': Nothing;
  'no-external-port': Nothing;
  'address-mismatch': Nothing;
  'too-many-remote-peers': Nothing;
  'other-result': { result: number };
  'upnp-error': { number: number; text: string };
  'maps-nothing': Nothing;

  // Of probes and tests.
  'no-such-name': Nothing;
  'no-answer': Nothing;
  'no-answer-in-time': Nothing;
  'port-closed': Nothing;
  /** ICMP's code; `from`: the router that said it. */
  unreachable: { from: string; icmpCode: number };
  'unreachable-from-here': { icmpCode: number };
  /** `from`: empty: this machine. */
  'icmp-complaint': { what: IcmpComplaint; from: string };
  /** `said`: each way with what the system said of it. */
  'no-way-to-ping': { said: string };
  'no-port': Nothing;
  'too-many-probes': Nothing;
  'never-ended': Nothing;
  'no-answer-within-hops': { hops: number };
  /** `from`: name of the member that asked; empty: this computer. */
  'pair-silent': { from: string };
  'too-little-traffic': Nothing;
  'handshake-failed': Nothing;
  'echo-failed': Nothing;
  'traffic-failed': Nothing;
  busy: Nothing;
  'too-often': Nothing;
  'not-allowed': Nothing;
}

export type ReasonCode = keyof ReasonFigures;

/** A reason as it stands among other values: its code, with its figures beside it. */
export type Reasoned<R extends ReasonCode> = {
  [C in R]: { readonly reason: C } & Readonly<ReasonFigures[C]>;
}[R];

/** The words of a language for every reason, a clause without a full stop; leaving one out does not compile. */
export type ReasonWords = { readonly [R in ReasonCode]: (figures: ReasonFigures[R]) => string };
