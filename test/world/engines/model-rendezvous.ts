/** Places where those meet who have one code: everybody there hears of each other after a while, as long as they are online. */
import { randomBytes } from 'node:crypto';
import { peerIdOf } from '../../../main/crypto/peer-id.ts';
import type {
  HostFacts,
  Identity,
  Knock,
  MeetingFacts,
  PlaceState,
  Rendezvous,
  SeekEvent,
} from '../../../main/engine/rendezvous/rendezvous.ts';
import type { Computer } from './computer.ts';
import type { AtMeetingPlaces, MeetingHost, MeetingSeeker } from './meeting-places.ts';

export function modelRendezvous(computer: Computer): Rendezvous {
  const { internet } = computer;
  const { meetingPlaces: meeting } = internet;
  const text = (bytes: number): string => randomBytes(bytes).toString('base64url');
  const places = (): PlaceState[] => [
    { way: 'nostr', place: 'ws://meeting.example', state: meeting.isUp ? 'open' : 'unreachable' },
  ];
  /** There and on to somebody else. */
  const carry = (to: AtMeetingPlaces, run: () => void): void => {
    if (!computer.isOnline || !meeting.isUp) return;
    meeting.notes++;
    internet.after(() => internet.after(() => to.isOnline && meeting.isUp && run()));
  };
  const signed = (self: Identity) => ({
    identity: self.publicKey,
    peer: peerIdOf(self.publicKey),
    at: computer.date().getTime(),
  });
  const opened = (tell: (event: Extract<SeekEvent, { type: 'places' }>) => void): void => {
    const fault = { code: 'rendezvous.unreachable', args: {} } as const;
    internet.after(() => tell({ type: 'places', places: places(), fault: meeting.isUp ? null : fault }));
  };
  return {
    host({ partyId: party }, self, tell) {
      const host: MeetingHost = { party, instance: text(16), computer, tell };
      meeting.hosts.add(host);
      opened(tell);
      return {
        instance: host.instance,
        publish: () => undefined,
        answer(ask: Knock, facts: HostFacts) {
          const seeker = meeting.asks.get(ask.nonce);
          const record = { ...facts, ...signed(self), instance: host.instance, live: true };
          if (seeker !== undefined) carry(seeker.computer, () => seeker.tell({ type: 'found', record }));
        },
        showInHouse: () => undefined,
        places,
        stop: async () => void meeting.hosts.delete(host),
      };
    },
    seek({ partyId: party }, self, tell) {
      let isOpen = true;
      const seeker: MeetingSeeker = { party, computer, tell: (event) => isOpen && tell(event) };
      opened(seeker.tell);
      const say = (facts: MeetingFacts, kind: Knock['kind'], forInstance: string | null): void => {
        const note: Knock = { ...facts, ...signed(self), kind, nonce: text(16), forInstance };
        meeting.asks.set(note.nonce, seeker);
        for (const host of meeting.hosts) {
          const isMeant = host.party === party && (forInstance ?? host.instance) === host.instance;
          if (!isMeant || host.computer === computer) continue;
          carry(host.computer, () => {
            if (meeting.hosts.has(host)) host.tell({ type: kind === 'ask' ? 'asked' : 'knocked', note });
          });
        }
      };
      return {
        ask: (facts) => say(facts, 'ask', null),
        knock: (facts, forInstance) => say(facts, 'knock', forInstance),
        places,
        stop: async () => {
          isOpen = false;
        },
      };
    },
    lookInHouse: () => ({ stop: () => undefined }),
  };
}
