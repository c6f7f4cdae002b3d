/** The party's own relay and another one. */
export const RELAYS = ['a', 'b'] as const;
export type RelayId = (typeof RELAYS)[number];
