/** The echoes of one link: asked when they are due, answered, matched, and told of. */
import type { Sample } from '../../../shared/model/snapshot.ts';
import type { EchoPacket } from './link/echo-packet.ts';
import type { Link } from './link/link.ts';

export interface EchoWays {
  /** @param to - address within the party. */
  sendEcho(to: string, packet: EchoPacket): void;
  onSample(sample: Sample): void;
  /** Anything that people see may have changed. */
  onChange(): void;
}

/** Gives up what wasn't answered, and asks when it is time. To be called often. */
export function askEchoes(link: Link, ways: EchoWays, nowMs: number): void {
  for (const lost of link.probe.expire(nowMs)) {
    link.unanswered(lost.sentAtMs, nowMs);
    ways.onSample({ peer: link.member.id, at: lost.sentAtMs, rttMs: null });
    ways.onChange();
  }
  const request = link.core.mayEcho ? link.probe.due(nowMs) : null;
  if (request !== null) ways.sendEcho(link.member.address, request);
}

/** Takes an echo packet of the member in; WireGuard vouches for where it comes from. */
export function takeEcho(link: Link, packet: EchoPacket, ways: EchoWays, nowMs: number): void {
  if (packet.kind === 'request') {
    ways.sendEcho(link.member.address, link.probe.answer(packet));
    link.heard(nowMs);
  } else {
    const answer = link.probe.match(packet, nowMs);
    if (answer === null) return;
    link.answered(nowMs);
    const { sentAtMs, rttMs } = answer.sample;
    if (answer.counts) ways.onSample({ peer: link.member.id, at: sentAtMs, rttMs });
  }
  ways.onChange();
}
