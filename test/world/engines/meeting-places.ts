/** What meeting places know of those who are there. */
import type { HostEvent, SeekEvent } from '../../../main/engine/rendezvous/rendezvous.ts';

/** A computer, as they see it. */
export interface AtMeetingPlaces {
  readonly isOnline: boolean;
}

export interface MeetingHost {
  readonly party: string;
  readonly instance: string;
  readonly computer: AtMeetingPlaces;
  tell(event: HostEvent): void;
}

export interface MeetingSeeker {
  readonly party: string;
  readonly computer: AtMeetingPlaces;
  tell(event: SeekEvent): void;
}

export class ModelMeetingPlaces {
  /** Whether they answer. */
  isUp = true;
  /** What passed through them so far. */
  notes = 0;
  readonly hosts = new Set<MeetingHost>();
  readonly asks = new Map<string, MeetingSeeker>();
}
