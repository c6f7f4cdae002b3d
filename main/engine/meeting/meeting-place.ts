import type { Subnet } from '../../../shared/address.ts';

/** Where a party's control server is found within the party, and since when. */
export interface MeetingPlace {
  readonly subnet: Subnet;
  /** Place of the one who runs it. */
  readonly index: number;
  /** TCP. */
  readonly port: number;
  /** Counts who has run it. */
  readonly term: number;
}
