import type { PeerView } from '../../../shared/model/snapshot.ts';
import { type Fact, FactList } from '../../components/fact-list.tsx';
import { formatAge, formatBytes, formatMs } from '../../model/format.ts';
import { texts } from '../../texts.ts';

export function Facts({ peer }: { readonly peer: PeerView }) {
  const { address, endpoint, path, direct, relay, relayedReason, handshakeAgeMs } = peer;
  const { rxBytes, txBytes, connectMs } = peer;
  const { peer: words, units } = texts();
  const facts: Fact[] = [
    [words.address, <code key="address">{address}</code>],
    [words.path, describePath(path, direct)],
  ];
  if (path === 'relay' && relayedReason !== null) facts.push([words.why, words.relayedReason[relayedReason]]);
  if (relay !== null) facts.push([words.relay, describeRelay(relay)]);
  if (endpoint !== null) facts.push([words.endpoint, <code key="endpoint">{endpoint}</code>]);
  if (handshakeAgeMs !== null) facts.push([words.handshake, units.ago(formatAge(handshakeAgeMs))]);
  if (rxBytes + txBytes > 0) facts.push([words.traffic, `${formatBytes(rxBytes)}, ${formatBytes(txBytes)}`]);
  if (connectMs !== null) facts.push([words.connected, formatMs(connectMs)]);

  return <FactList ruled facts={facts} />;
}

function describePath(path: PeerView['path'], direct: PeerView['direct']): string {
  const { peer: words } = texts();
  if (path === null) return words.noPath;
  return path === 'direct' && direct !== null ? words.direct[direct] : words.paths[path];
}

function describeRelay({ id, rttSumMs }: NonNullable<PeerView['relay']>): string {
  const { peer: words } = texts();
  return rttSumMs === null ? words.relayUnmeasured(id) : words.relayLegs(id, formatMs(rttSumMs));
}
