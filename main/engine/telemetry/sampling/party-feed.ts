/** Tells metrics and insight what each look at the party shows: names, states, counters, paths, who came and went. */
import type { PairLatency } from '../../../../shared/model/insight.ts';
import type { Subject } from '../../../../shared/model/metrics.ts';
import type { LinkState, PartyView, PeerView } from '../../../../shared/model/snapshot.ts';
import type { Insight } from '../insight/insight.ts';
import type { Metrics } from '../metrics/metrics.ts';

const UP: ReadonlySet<LinkState> = new Set(['relayed', 'direct', 'unsteady']);

type FedMetrics = Pick<
  Metrics,
  | 'setName'
  | 'setState'
  | 'disconnected'
  | 'recordTraffic'
  | 'setHandshakeAge'
  | 'pathChanged'
  | 'addEvent'
  | 'connectionOpened'
  | 'connectionClosed'
  | 'connectionFailed'
  | 'setVersions'
>;
type FedInsight = Pick<Insight, 'setParty' | 'setLinks' | 'pathChanged'>;

export function peerSubject(id: string): Subject {
  return `peer:${id}`;
}

/** The way to a member in the words of the matrix; null while there is none. */
export function pathOf({ path, direct }: PeerView, transport: 'udp' | 'tcp'): PairLatency['path'] {
  if (path === null) return null;
  if (path === 'direct') return direct ?? 'direct';
  return transport === 'tcp' ? 'tcp' : 'relay';
}

export class PartyFeed {
  readonly #metrics: FedMetrics;
  readonly #insight: FedInsight;
  #before = new Map<string, PeerView>();
  readonly #up = new Set<string>();

  constructor(metrics: FedMetrics, insight: FedInsight) {
    this.#metrics = metrics;
    this.#insight = insight;
  }

  /** To be called about once a second, and with null when there is no party. */
  look(party: PartyView | null): void {
    const peers = party?.peers ?? [];
    const transport = party?.relay?.transport ?? 'udp';
    const here = new Set(peers.map(({ id }) => id));
    for (const id of this.#before.keys()) if (!here.has(id)) this.#gone(id);
    for (const peer of peers) this.#lookAt(peer, this.#before.get(peer.id), transport);
    this.#before = new Map(peers.map((peer) => [peer.id, peer]));

    const self = party === null ? null : { id: party.self.id, address: party.self.address };
    this.#insight.setParty(
      self,
      peers.map(({ id, address, state }) => ({ id, address, online: state !== 'away' })),
    );
    this.#insight.setLinks(
      peers.map((peer) => ({
        to: peer.id,
        latencyMs: peer.latencyMs,
        lossRatio: peer.lossRatio,
        path: pathOf(peer, transport),
        relayed: peer.path === 'relay',
      })),
    );
  }

  #lookAt(peer: PeerView, before: PeerView | undefined, transport: 'udp' | 'tcp'): void {
    const subject = peerSubject(peer.id);
    this.#metrics.setName(subject, peer.name);
    this.#metrics.setState(subject, peer.state);
    this.#metrics.recordTraffic(subject, { rxBytes: peer.rxBytes, txBytes: peer.txBytes });
    this.#metrics.setHandshakeAge(subject, peer.handshakeAgeMs);
    this.#followConnection(subject, peer, before);
    const path = pathOf(peer, transport);
    const pathBefore = before === undefined ? null : pathOf(before, transport);
    this.#followPackets(subject, peer, before);
    if (path === null || path === pathBefore) return;
    this.#metrics.pathChanged(subject, pathBefore, path);
    if (pathBefore !== null) this.#insight.pathChanged(peer.id);
  }

  #followPackets(subject: Subject, { pathMtu }: PeerView, before: PeerView | undefined): void {
    const now = pathMtu?.isKept === true ? pathMtu.bytes : null;
    const then = before?.pathMtu?.isKept === true ? before.pathMtu.bytes : null;
    if (now !== then) this.#metrics.addEvent(subject, { kind: 'packet-size', bytes: now });
  }

  #followConnection(subject: Subject, peer: PeerView, before: PeerView | undefined): void {
    const { id, state, fault } = peer;
    if (UP.has(state)) {
      if (!this.#up.has(id)) this.#metrics.connectionOpened(subject);
      this.#up.add(id);
    } else if (state === 'lost' || state === 'away') {
      if (this.#up.delete(id)) this.#metrics.connectionClosed(subject);
    }
    if (fault !== null && before?.fault?.code !== fault.code)
      this.#metrics.connectionFailed(subject, fault.code);
  }

  #gone(id: string): void {
    const subject = peerSubject(id);
    if (this.#up.delete(id)) this.#metrics.connectionClosed(subject);
    this.#metrics.disconnected(subject);
  }
}
