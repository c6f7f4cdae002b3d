/**
 * Every expected failure of the product, by code, with the facts that its advice needs.
 * Facts are plain strings, numbers and booleans, so that a fault crosses IPC, sockets and files unchanged.
 */
export interface FaultArgs {
  'ipc.bad-request': { detail: string };
  'engine.unexpected': { reference: string };
  'engine.not-running': { dataDir: string };
  'engine.already-running': { dataDir: string; pid: number };
  'engine.unauthorised': Record<never, never>;
  /** The page lost its connection to the engine while the call was under way. */
  'engine.unreachable': Record<never, never>;

  'settings.invalid': { key: string; detail: string };
  'settings.repaired': { movedTo: string };
  'storage.unwritable': { path: string; reason: string };
  'storage.full': { path: string };
  'storage.unreadable': { path: string; reason: string };
  'storage.newer': { path: string; found: number; known: number };
  'keys.unreadable': { path: string; reason: string };
  'keys.mismatch': { path: string };
  /** Sealed by the desktop's key store, which this process cannot ask. */
  'keys.locked': { path: string };

  'command.not-found': { command: string };
  'command.failed': { command: string; exitCode: number; stderr: string };
  'command.timed-out': { command: string; timeoutMs: number };

  'helper.not-installed': { reason: string };
  'helper.refused': Record<never, never>;
  'helper.install-failed': { reason: string };
  'helper.not-removed': { reason: string };
  'helper.keeps-ending': { times: number };
  'helper.unreachable': { reason: string };
  'helper.version-mismatch': { expected: number; found: number };
  'helper.rejected': { verb: string; reason: string };

  'tunnel.wireguard-missing': { hint: string };
  'tunnel.unsupported-platform': { platform: string };
  'tunnel.port-taken': { port: number };
  'tunnel.interface-exists': { name: string };
  'tunnel.interface-missing': { name: string };
  'tunnel.address-conflict': { subnet: string; device: string };
  'tunnel.create-failed': { detail: string };
  'tunnel.echo-port-taken': { port: number };

  'party.code-malformed': { length: number };
  'party.code-mistyped': Record<never, never>;
  'party.invite-foreign': { found: string };
  'party.server-needed': Record<never, never>;
  'party.not-found': { server: string };
  'party.invite-expired': { endedAt: string };
  'party.not-authorised': Record<never, never>;
  'party.exists': Record<never, never>;
  'party.full': { limit: number };
  'party.addresses-exhausted': { subnet: string };
  'party.already-in-one': { name: string };
  'party.none': Record<never, never>;
  'party.busy': { doing: string };
  'party.removed': Record<never, never>;
  'party.record-rejected': { peer: string; reason: string };
  'party.no-free-subnet': Record<never, never>;
  'party.subnet-refused': { subnet: string };
  'party.relay-refused': { reason: string };
  /** The server had forgotten the party, and knows it again. */
  'party.remade': { server: string };

  'control.unreachable': { server: string; reason: string };
  'control.timed-out': { server: string };
  'control.bad-message': { detail: string };
  'control.too-large': { limitBytes: number };
  'control.out-of-order': { expected: string };
  'control.unknown-type': { type: string };
  'control.version-unsupported': { serverVersion: number; clientVersion: number };
  'control.not-authenticated': { reason: string };
  'control.token-invalid': Record<never, never>;
  'control.rate-limited': { retryAfterMs: number };
  'control.too-many-parties': { limit: number };
  'control.too-many-connections': { limit: number };
  'control.peer-unreachable': { peer: string };
  'control.relay-refused': Record<never, never>;
  'control.replaced': Record<never, never>;
  'control.server-failed': { reference: string };

  'relay.none': { server: string };
  'relay.unreachable': { endpoint: string };
  'relay.tcp-fallback': { relay: string };

  'portmap.no-gateway': Record<never, never>;
  'portmap.none-found': { gateway: string };
  'portmap.refused': { protocol: string; reason: string };
  'portmap.unanswered': { protocol: string };
  'portmap.behind-another-nat': { address: string };

  'serve.port-taken': { protocol: string; address: string; port: number };
  'serve.address-unavailable': { address: string };
  'serve.secret-missing': Record<never, never>;
  'serve.tls-invalid': { reason: string };

  'target.invalid': { field: string; detail: string };
  'target.exists': { name: string };
  'target.too-many': { limit: number };
  'target.not-found': { id: string };

  'peer.handshake-timeout': { peer: string };
  /** There was a link, and nothing comes through it any more. */
  'peer.link-lost': { peer: string };
  'peer.away': { peer: string };
  'peer.tunnel-loop': { peer: string };
  'peer.unknown': { peer: string };

  /** Another test of ours is running. */
  'trial.busy': { doing: string };
  'trial.too-often': { retryAfterMs: number };
  /** Neither a member nor, where the test may leave the party, a host. */
  'trial.unknown-place': { place: string };
  'trial.not-a-member': { place: string };
  /** The member did not consent. */
  'trial.refused': { peer: string; reason: string; retryAfterMs: number };
  'trial.unanswered': { place: string };
  'trial.unreached': { place: string; reason: string };
  /** It ran, and came out worse than asked for. Both figures with their units. */
  'trial.fell-short': { measured: string; expected: string };
  'trial.port-taken': { port: number };

  'session.none': Record<never, never>;

  /** What the doctor found: causes, not failed calls. */
  'doctor.check-overdue': { check: string; seconds: number };
  'doctor.remedy-unfit': { remedy: string };
  'doctor.stale-interface': { name: string };
  'doctor.key-mismatch': { name: string };
  'doctor.foreign-route': { subnet: string; source: string };
  'doctor.clock-skew': { seconds: number };
  'doctor.disk-full': Record<never, never>;
  'doctor.busy-computer': { percent: number };
  'doctor.no-route': Record<never, never>;
  'doctor.gateway-silent': { gateway: string };
  'doctor.no-internet': { gateway: string };
  'doctor.icmp-filtered': { gateway: string };
  'doctor.home-loss': { gateway: string; percent: number };
  'doctor.dns-dead': { name: string; reason: string };
  'doctor.captive-portal': Record<never, never>;
  'doctor.udp-blocked': Record<never, never>;
  'doctor.both-symmetric': { peer: string };
  'doctor.peer-missing': { peer: string };
  'doctor.echo-filtered': { peer: string };
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
