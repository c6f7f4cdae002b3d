import type { ObservedVia } from '../../../shared/control/messages.ts';

/** Told from where the holder of a WireGuard key is seen. @param endpoint - as text, IPv6 without a zone. */
export type ObservedListener = (key: string, endpoint: string, via: ObservedVia) => void;
