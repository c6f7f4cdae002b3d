/** The side of somebody who has a code. */
import { toBase64url } from '../../crypto/encoding.ts';
import { type MeetingContext, MeetingPlaces } from './meeting-places.ts';
import type { Note } from './notes/note.ts';
import { RecentMap } from './notes/recent-map.ts';
import type { HostRecord, Identity, MeetingFacts, PartyRoot, SeekEvent, Seeking } from './rendezvous.ts';

const KEPT_HOSTS = 64;
const KEPT_NONCES = 16;

export function openSeeking(
  context: MeetingContext,
  root: PartyRoot,
  self: Identity,
  tell: (event: SeekEvent) => void,
): Seeking {
  const draw = (): string => toBase64url(context.random.bytes(16));
  const asked = new RecentMap<true>(KEPT_NONCES);
  /** Instance → its newest record, or null where it has gone. */
  const hosts = new RecentMap<HostRecord | null>(KEPT_HOSTS);
  const places = new MeetingPlaces(context, { root, self, hears: 'h', instance: null }, (event) => {
    if (event.type === 'note') heard(event.note);
    else tell(event);
  });
  const heard = (note: Note): void => {
    const { kind, instance, nonce, door, ...rest } = note;
    if (instance === null) return;
    const known = hosts.get(instance);
    // Whoever holds the code could name any instance: only its own player speaks for one.
    if (known && known.identity !== note.identity) return;
    if (kind === 'gone') {
      if (known === null) return;
      hosts.set(instance, null);
      tell({ type: 'gone', instance });
      return;
    }
    if (door === null) return;
    const live = nonce !== null && asked.get(nonce) === true;
    if (!isNews(known, note, live)) return;
    const record: HostRecord = { ...rest, door, instance, live: live || (known?.live ?? false) };
    hosts.set(instance, record);
    tell({ type: 'found', record });
  };
  return {
    ask(facts) {
      const nonce = draw();
      asked.set(nonce, true);
      places.send({ ...facts, kind: 'ask', term: 0, door: null, instance: null, nonce });
    },
    knock(facts, forInstance) {
      places.send({ ...facts, kind: 'knock', term: 0, door: null, instance: forInstance, nonce: draw() });
    },
    places: () => places.states(),
    stop: () => places.close(),
  };
}

/** @param known - null: it has gone, and stays gone unless it answers us. */
function isNews(known: HostRecord | null | undefined, note: Note, live: boolean): boolean {
  if (known === undefined) return true;
  if (known === null) return live;
  return (live && !known.live) || (note.at > known.at && isOther(known, note));
}

function isOther(known: HostRecord, note: Note): boolean {
  const told = (facts: MeetingFacts & Pick<Note, 'term' | 'door'>): string =>
    JSON.stringify([
      facts.door,
      facts.wireguardKey,
      facts.endpoints,
      facts.ipv6,
      facts.lan,
      facts.mapping,
      facts.filtering,
      facts.term,
    ]);
  return told(known) !== told(note);
}
