/** What bandwidth tests found goes to the members' series, so that their use of the link can be told. */

import type { LinkTestProgress, LinkTestRequest } from '../../../shared/model/link-test.ts';
import type { PeerView } from '../../../shared/model/snapshot.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { peerSubject } from '../telemetry/sampling/party-feed.ts';

export class CapacityNotes {
  readonly #metrics: Pick<Metrics, 'setCapacity'>;
  /** Run → member that is tested. */
  readonly #tested = new Map<number, string>();

  constructor(metrics: Pick<Metrics, 'setCapacity'>) {
    this.#metrics = metrics;
  }

  /** A test began. @param peers - of the party at that time. */
  started(run: number, request: LinkTestRequest, peers: readonly PeerView[]): void {
    if (request.type !== 'bandwidth') return;
    const { to } = request;
    const peer =
      peers.find(({ id, address }) => id === to || address === to) ?? peers.find(({ name }) => name === to);
    if (peer !== undefined) this.#tested.set(run, peer.id);
  }

  progressed(progress: LinkTestProgress): void {
    if (progress.kind !== 'finished') return;
    const peer = this.#tested.get(progress.run);
    this.#tested.delete(progress.run);
    const { success, bandwidth } = progress.result;
    if (peer === undefined || !success || bandwidth === null) return;
    const { upBitsPerSecond, downBitsPerSecond } = bandwidth;
    // 0: too slow to tell.
    if (upBitsPerSecond === 0 || downBitsPerSecond === 0) return;
    this.#metrics.setCapacity(peerSubject(peer), {
      received: downBitsPerSecond / 8,
      sent: upBitsPerSecond / 8,
    });
  }
}
