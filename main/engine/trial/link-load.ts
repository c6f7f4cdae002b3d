/** How fast test traffic is sent: burst by burst up to a share of what the link was found to carry; pure. */

import type { Pace } from './pacer.ts';
import { TRAFFIC_BYTES } from './traffic-packet.ts';

/** Fewer packets can't be measured, more don't fit into the buffers of ordinary systems. */
const LEAST_BURST = 12;
const MOST_BURST = 64;
/** The first burst meets an unknown link: on 1 Mbit/s it takes a seventh of a second. */
const FIRST_BURST = 16;
/** A burst may fill the link for so long: what a game hardly feels. */
const BURST_SECONDS = 0.02;
/** Without a pause it sends a little more than got through, so that it finds more where there is more. */
const PROBING = 1.1;
const FIRST_PACE: Pace = { bytesPerSecond: 20_000, burstPackets: FIRST_BURST };

/** @param linkBitsPerSecond - what the link carries as far as known, 0 unknown. @param share - 0–1 of it. */
export function paceFor(linkBitsPerSecond: number, share: number, mostBytesPerSecond: number): Pace {
  if (linkBitsPerSecond <= 0) return FIRST_PACE;
  const linkBytes = linkBitsPerSecond / 8;
  const fitting = Math.round((linkBytes * BURST_SECONDS) / TRAFFIC_BYTES);
  const burstPackets = Math.min(MOST_BURST, Math.max(LEAST_BURST, fitting));
  const bytesPerSecond = linkBytes * (share >= 1 ? PROBING : share);
  return { bytesPerSecond: Math.min(mostBytesPerSecond, bytesPerSecond), burstPackets };
}
