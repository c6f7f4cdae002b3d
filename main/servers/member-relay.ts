/** The relay that a member runs for its party: one key, one port of each family, a cap, and nothing else. */
import { randomBytes } from 'node:crypto';
import type { Endpoint } from '../../shared/address.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log/log.ts';
import { startRelay } from './relay/start-relay.ts';
import type { BindFault } from './relay/udp/relay-socket.ts';
import { type Observation, ObservationFeed } from './relay-link/observation-feed.ts';
import { type ServerSockets, systemSockets } from './server-sockets.ts';

export interface MemberRelayOptions {
  /** The same port for all; the first is needed, the others are done without where they can't be had. */
  readonly listen: readonly [Endpoint, ...Endpoint[]];
  /** A second identity at other ports, that shows clients how their NAT maps; done without where it can't be had. */
  readonly probeListen: readonly Endpoint[];
  /** What it forwards at most, in bytes a second. */
  readonly bytesPerSecond: number;
  /** The system's own when absent. */
  readonly sockets?: Pick<ServerSockets, 'bind'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** It serves nobody until it is told whom. */
export interface MemberRelay {
  /** Standard base64; of this run alone. */
  readonly publicKey: string;
  /** As bound. */
  readonly endpoints: readonly Endpoint[];
  readonly probe: { readonly publicKey: string; readonly endpoints: readonly Endpoint[] } | null;
  /** Replaces the keys of the party; none removes it. */
  admit(party: string, keys: readonly string[]): void;
  hold(keyA: string, keyB: string, ms: number): void;
  /** Tells a control server what is seen, from the beginning, at a pace that it takes; null: nobody listens now. */
  tellTo(send: ((observation: Observation) => void) | null): void;
  stats(): { readonly clients: number; readonly bytesForwarded: number };
  close(): Promise<void>;
}

/**
 * Binds it. In user space, where the cap holds for every packet.
 * @fault serve.port-taken @fault serve.address-unavailable
 */
export async function startMemberRelay(options: MemberRelayOptions): Promise<Result<MemberRelay, BindFault>> {
  const { listen, probeListen, bytesPerSecond, sockets = systemSockets, clock, log } = options;
  // Nobody has to know it again: a new key leaves no handshake of an earlier run to be replayed.
  const newKey = () => randomBytes(32).toString('base64');
  const start = (endpoints: readonly Endpoint[]) =>
    startRelay({
      listen: endpoints,
      bind: sockets.bind,
      privateKey: newKey(),
      ...(probeListen.length > 0 && {
        probe: { listen: probeListen, privateKey: newKey(), required: false },
      }),
      limits: { forwardedBytesPerSecond: bytesPerSecond },
      clock,
      log,
    });
  const all = await start(listen);
  const started = all.ok || listen.length === 1 ? all : await start(listen.slice(0, 1));
  if (!started.ok) return started;
  const relay = started.value;
  const feed = new ObservationFeed(clock);
  const stopObserving = relay.onObserved((key, endpoint, via) => feed.note({ key, endpoint, via }));
  return ok({
    publicKey: relay.publicKey,
    endpoints: relay.endpoints,
    probe: relay.probe,
    admit: relay.admit,
    hold: relay.hold,
    tellTo: (send) => (send === null ? feed.detach() : feed.attach(send)),
    stats() {
      const { clients, forwardedBytes } = relay.stats();
      return { clients, bytesForwarded: forwardedBytes };
    },
    async close() {
      stopObserving();
      feed.detach();
      await relay.close();
    },
  });
}
