import type { Because } from './fault-reasons.ts';

/** What an engine may be doing with its party. */
export type Activity = 'creating' | 'joining' | 'resuming' | 'restarting' | 'leaving';

/** The fields of a target, by which a fault names one; `target`: the whole. */
export const targetFields = [
  'target',
  'name',
  'kind',
  'address',
  'port',
  'family',
  'intervalMs',
  'timeoutMs',
] as const;
export type TargetField = (typeof targetFields)[number];

/**
 * Every expected failure of the product, by code, with the facts that its advice needs.
 * Facts are plain strings, numbers and booleans, so that a fault crosses IPC, sockets and files unchanged. They are
 * names, figures and codes: words are made of them by the advice. `at`: which part of an input is meant, e.g.
 * `alertRules.0.metric`; empty: the whole.
 */
export interface FaultArgs {
  'ipc.bad-request': { at: string } & Because<'ipc.bad-request'>;
  'engine.unexpected': { reference: string };
  'engine.not-running': { dataDir: string };
  'engine.already-running': { dataDir: string; pid: number };
  'engine.unauthorised': Record<never, never>;
  /** The page lost its connection to the engine while the call was under way. */
  'engine.unreachable': Record<never, never>;

  'settings.invalid': { key: string; at: string } & Because<'settings.invalid'>;
  'settings.repaired': { movedTo: string };
  /** `settings`: the names of those that wait for the next start, and nothing else does. */
  'settings.needs-restart': { settings: string };
  'storage.unwritable': { path: string } & Because<'storage.unwritable'>;
  'storage.full': { path: string };
  'storage.unreadable': { path: string } & Because<'storage.unreadable'>;
  'storage.newer': { path: string; found: number; known: number };
  'keys.unreadable': { path: string } & Because<'keys.unreadable'>;
  'keys.mismatch': { path: string };
  /** Sealed by the desktop's key store, which this process cannot ask. */
  'keys.locked': { path: string };

  'command.not-found': { command: string };
  'command.failed': { command: string; exitCode: number; stderr: string };
  'command.timed-out': { command: string; timeoutMs: number };

  'helper.not-installed': Because<'helper.not-installed'>;
  'helper.refused': Record<never, never>;
  'helper.install-failed': Because<'helper.install-failed'>;
  'helper.not-removed': Because<'helper.not-removed'>;
  'helper.keeps-ending': { times: number };
  'helper.unreachable': Because<'helper.unreachable'>;
  'helper.version-mismatch': { expected: number; found: number };
  'helper.rejected': { verb: string } & Because<'helper.rejected'>;

  /** `hint`: the command, address or package itself. */
  'tunnel.wireguard-missing': Because<'tunnel.wireguard-missing'>;
  /** It is installed, and does not run. */
  'tunnel.wireguard-broken': Because<'tunnel.wireguard-broken'>;
  'tunnel.unsupported-platform': { platform: string };
  'tunnel.port-taken': { port: number };
  'tunnel.interface-exists': { name: string };
  'tunnel.interface-missing': { name: string };
  /** Its address or its route was taken away. */
  'tunnel.changed': { name: string };
  /** Games' announcements to their LAN can't be carried to the party. */
  'tunnel.discovery-unavailable': Because<'tunnel.discovery-unavailable'>;
  /** This machine's firewall could not be opened for the party. */
  'tunnel.firewall-shut': Because<'tunnel.firewall-shut'>;
  'tunnel.address-conflict': { subnet: string; device: string };
  'tunnel.create-failed': Because<'tunnel.create-failed'>;
  'tunnel.echo-port-taken': { port: number };

  'party.code-malformed': { length: number };
  'party.code-mistyped': Record<never, never>;
  'party.invite-foreign': { found: string };
  'party.server-needed': Record<never, never>;
  'party.not-found': { server: string };
  /** `endedAt`: ISO 8601. */
  'party.invite-expired': { endedAt: string };
  'party.not-authorised': Record<never, never>;
  /** The server is another player's own, for one party alone. */
  'party.not-hosted-here': Record<never, never>;
  'party.exists': Record<never, never>;
  'party.full': { limit: number };
  'party.addresses-exhausted': { subnet: string };
  'party.already-in-one': { name: string };
  /** Its members ran it, and the last of them who could left. */
  'party.over': { name: string };
  'party.none': Record<never, never>;
  'party.busy': { doing: Activity };
  'party.removed': Record<never, never>;
  'party.record-rejected': { peer: string } & Because<'party.record-rejected'>;
  'party.no-free-subnet': Record<never, never>;
  'party.subnet-refused': { subnet: string };
  'party.relay-refused': Because<'party.relay-refused'>;
  /** The server had forgotten the party, and knows it again. */
  'party.remade': { server: string };

  /** Nobody who is in the party answers at the places where players with one code meet. */
  'meeting.nobody': Record<never, never>;
  /** Why two networks let their players not meet: whose gives each destination another port. */
  'meeting.nat': { whose: 'ours' | 'theirs' | 'both' };
  /** The same, told to the one whom somebody wanted to join. */
  'meeting.friend-kept-out': { whose: 'ours' | 'theirs' | 'both' };
  /** Both know of each other, and no packet gets through. */
  'meeting.blocked': Record<never, never>;
  /** The host can't say where it is: it knows no address of its own that leads there. */
  'meeting.no-endpoint': Record<never, never>;

  'control.unreachable': { server: string } & Because<'control.unreachable'>;
  'control.timed-out': { server: string };
  'control.bad-message': { at: string } & Because<'control.bad-message'>;
  'control.too-large': { limitBytes: number };
  'control.out-of-order': { expected: string };
  'control.unknown-type': { type: string };
  'control.version-unsupported': { serverVersion: number; clientVersion: number };
  'control.not-authenticated': Because<'control.not-authenticated'>;
  'control.token-invalid': Record<never, never>;
  'control.rate-limited': { retryAfterMs: number };
  'control.too-many-parties': { limit: number };
  'control.too-many-connections': { limit: number };
  'control.peer-unreachable': { peer: string };
  'control.relay-refused': Record<never, never>;
  'control.replaced': Record<never, never>;
  'control.server-failed': { reference: string };

  /** None of the places answers where players who hold the same code would meet. */
  'rendezvous.unreachable': Record<never, never>;
  /** Two clocks differ by so much that what one says counts as old, or from the future, to the other. */
  'rendezvous.clock': { seconds: number };

  'relay.none': { server: string };
  'relay.unreachable': { endpoint: string };
  /** It answers, and does not take us in. */
  'relay.no-handshake': { endpoint: string };
  'relay.tcp-fallback': { relay: string };

  'portmap.no-gateway': Record<never, never>;
  'portmap.none-found': { gateway: string };
  'portmap.refused': { protocol: string } & Because<'portmap.refused'>;
  'portmap.unanswered': { protocol: string };
  'portmap.behind-another-nat': { address: string };

  'serve.port-taken': { protocol: string; address: string; port: number };
  'serve.address-unavailable': { address: string };
  'serve.secret-missing': Record<never, never>;
  'serve.tls-invalid': Because<'serve.tls-invalid'>;

  'target.invalid': { field: TargetField } & Because<'target.invalid'>;
  'target.exists': { name: string };
  'target.too-many': { limit: number };
  'target.not-found': { id: string };

  'peer.handshake-timeout': { peer: string };
  /** There was a link, and nothing comes through it any more. */
  'peer.link-lost': { peer: string };
  'peer.away': { peer: string };
  /** Larger packets to it don't pass, so that none are sent. */
  'peer.small-packets': { peer: string; mtu: number; expected: number };
  'peer.tunnel-loop': { peer: string };
  'peer.unknown': { peer: string };

  /** Another test of ours is running: its type. */
  'link-test.busy': { doing: string };
  'link-test.too-often': { retryAfterMs: number };
  /** Neither a member nor, where the test may leave the party, a host. */
  'link-test.unknown-place': { place: string };
  'link-test.not-a-member': { place: string };
  /** The member did not consent. */
  'link-test.refused': { peer: string; retryAfterMs: number } & Because<'link-test.refused'>;
  'link-test.unanswered': { place: string };
  /** `place`: empty: this computer. */
  'link-test.unreached': { place: string } & Because<'link-test.unreached'>;
  /** It ran, and came out worse than asked for: messages that were answered a second, and how late the slowest were. */
  'link-test.fell-short': { perSecond: number; p99Ms: number; neededPerSecond: number; limitMs: number };
  'link-test.port-taken': { port: number };

  'session.none': Record<never, never>;

  /** What the doctor found: causes, not failed calls. */
  /** `check` and `remedy`: their ids. */
  'doctor.check-overdue': { check: string; seconds: number };
  'doctor.remedy-unfit': { remedy: string };
  'doctor.stale-interface': { name: string };
  'doctor.key-mismatch': { name: string };
  'doctor.foreign-route': { subnet: string; source: string };
  'doctor.clock-skew': { seconds: number };
  'doctor.clock-set-back': { seconds: number };
  'doctor.disk-full': Record<never, never>;
  'doctor.busy-computer': { percent: number };
  'doctor.no-route': Record<never, never>;
  'doctor.gateway-silent': { gateway: string };
  'doctor.no-internet': { gateway: string };
  'doctor.icmp-filtered': { gateway: string };
  'doctor.home-loss': { gateway: string; percent: number };
  'doctor.dns-dead': { name: string } & Because<'doctor.dns-dead'>;
  /** The name server gives an address at which nobody can be. */
  'doctor.dns-lies': { name: string; address: string };
  'doctor.captive-portal': Record<never, never>;
  'doctor.udp-blocked': Record<never, never>;
  /** `line`, `why`: keys of the words for who can join; `gateway`: empty where it is not told. */
  'doctor.invite-limited': { line: string; why: string; gateway: string };
  'doctor.both-symmetric': { peer: string };
  'doctor.peer-missing': { peer: string };
  'doctor.echo-filtered': { peer: string };
  /** Nobody gets in who wasn't asked: here, and at a member's. `command`: opens it; empty where there is none. */
  'doctor.firewall-here': { command: string };
  'doctor.firewall-there': { peer: string };
  'doctor.peer-silent': { peer: string };
  'doctor.latency-relayed': { peer: string; latencyMs: number };
  'doctor.latency-direct': { peer: string; latencyMs: number };
  'doctor.loss': { peer: string; percent: number };
  'doctor.loss-bursts': { peer: string; percent: number; longest: number };
  'doctor.jitter': { peer: string; jitterMs: number };
  'doctor.mtu': { peer: string; mtu: number; expected: number };
}

export type FaultCode = keyof FaultArgs;

/** One expected failure: its code and its facts. Never carries a secret or text for people. */
export type Fault<C extends FaultCode = FaultCode> = {
  [K in C]: { readonly code: K; readonly args: FaultArgs[K] };
}[C];

/** Makes a fault; `args` must be exactly what its advice needs. */
export function fault<C extends FaultCode>(code: C, args: FaultArgs[C]): Fault<C> {
  return { code, args } as Fault<C>;
}
