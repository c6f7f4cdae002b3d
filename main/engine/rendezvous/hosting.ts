/** The side of somebody who can take others in. */
import { toBase64url } from '../../crypto/encoding.ts';
import { type MeetingContext, MeetingPlaces } from './meeting-places.ts';
import type { Note } from './notes/note.ts';
import { RecentMap } from './notes/recent-map.ts';
import type { HostEvent, HostFacts, Hosting, Identity, Knock, PartyRoot } from './rendezvous.ts';

/** Asks that are under way: where they came from, and what they were answered. */
interface Asked {
  readonly places: string[];
  answer: HostFacts | null;
}

const KEPT_ASKS = 256;
/** The DHT keeps an item for two hours, and a day ends at some time. */
const AGAIN_MS = 30 * 60_000;

export function openHosting(
  context: MeetingContext,
  root: PartyRoot,
  self: Identity,
  tell: (event: HostEvent) => void,
): Omit<Hosting, 'showInHouse'> {
  const instance = toBase64url(context.random.bytes(16));
  const asks = new RecentMap<Asked>(KEPT_ASKS);
  let latest: HostFacts | null = null;
  const places = new MeetingPlaces(context, { root, self, hears: 'k', instance }, (event) => {
    if (event.type !== 'note') return tell(event);
    const note = knockOf(event.note);
    if (note === null) return;
    if (note.kind === 'knock') return tell({ type: 'knocked', note });
    const known = asks.get(note.nonce);
    known?.places.push(event.by);
    // The same ask by another way: the answer may get through there sooner.
    if (event.isRepeated) {
      if (known?.answer) sendRecord(known.answer, note.nonce, event.by);
      return;
    }
    asks.set(note.nonce, { places: [event.by], answer: null });
    tell({ type: 'asked', note });
  });
  const sendRecord = (facts: HostFacts, nonce: string | null, to: string | null): void =>
    places.send({ ...facts, kind: 'record', instance, nonce }, to);
  let cancel = (): void => undefined;
  const publish = (facts: HostFacts): void => {
    latest = facts;
    cancel();
    cancel = context.clock.after(AGAIN_MS, () => publish(facts));
    sendRecord(facts, null, null);
  };
  return {
    instance,
    publish,
    answer(ask, facts) {
      const asked = asks.get(ask.nonce);
      if (asked === undefined) return;
      asked.answer = facts;
      for (const place of asked.places) sendRecord(facts, ask.nonce, place);
    },
    places: () => places.states(),
    async stop() {
      cancel();
      if (latest !== null) places.send({ ...latest, door: null, kind: 'gone', instance, nonce: null });
      await places.close();
    },
  };
}

function knockOf({ kind, identity, peer, at, nonce, instance, ...facts }: Note): Knock | null {
  if ((kind !== 'ask' && kind !== 'knock') || nonce === null) return null;
  const { term: _ofHosts, door: _alsoOfHosts, ...rest } = facts;
  return { ...rest, kind, identity, peer, at, nonce, forInstance: instance };
}
