/** What a screen reader should say about the step from one snapshot to the next: states, never figures. */
import type { PartyView, PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import { texts } from '../texts.ts';

/** Sentences, most important first; empty when nothing changed that a person would want to hear. */
export function describeChanges(before: Snapshot, after: Snapshot): string[] {
  const { said } = texts();
  if (before.party?.id !== after.party?.id) {
    return after.party === null ? [said.partyLeft] : [said.partyEntered(after.party.name)];
  }
  if (before.party === null || after.party === null) return [];
  return [...controlChange(before.party, after.party), ...peerChanges(before.party, after.party)];
}

function controlChange(before: PartyView, after: PartyView): string[] {
  return before.control === after.control ? [] : [texts().said.control[after.control]];
}

function peerChanges(before: PartyView, after: PartyView): string[] {
  const known = new Map(before.peers.map((peer) => [peer.id, peer]));
  const there = new Set(after.peers.map(({ id }) => id));
  const left = before.peers.filter(({ id }) => !there.has(id)).map(({ name }) => texts().said.left(name));
  return [...left, ...after.peers.flatMap((peer) => peerChange(known.get(peer.id), peer))];
}

function peerChange(before: PeerView | undefined, { name, state }: PeerView): string[] {
  if (before === undefined) return [texts().said.joined(name)];
  if (before.state === state || state === 'finding' || state === 'reaching' || state === 'securing')
    return [];
  return [texts().said.state[state](name)];
}
