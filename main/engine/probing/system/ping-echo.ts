/** Single requests with a TTL or a size of their own by the system's `ping`, where no socket can be had. */

import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import type { Log } from '../../../base/log/log.ts';
import { runCommand } from '../../../base/run-command.ts';
import type { TroubleKind } from '../icmp/icmp-message.ts';
import type { Echoer, EchoOutcome, EchoProbe } from '../icmp/pinger.ts';
import { parsePing } from './parse-ping.ts';
import { pingCommand } from './ping-command.ts';

export interface PingEchoOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly platform?: NodeJS.Platform;
  readonly run?: typeof runCommand;
}

const FLAGS = {
  linux: { ttl: '-t', size: '-s', whole: ['-M', 'do'] },
  darwin: { ttl: '-m', size: '-s', whole: ['-D'] },
  win32: { ttl: '-i', size: '-l', whole: ['-f'] },
} as const;

/** A process for each request. Times of routers on the way are not printed, so they are null. */
export function createPingEcho({
  log,
  signal,
  platform = process.platform,
  run = runCommand,
}: PingEchoOptions): Echoer {
  return async (probe) => {
    const family = probe.to.includes(':') ? 6 : 4;
    const command = pingCommand({ ...probe, family }, { extra: argumentsFor(probe, platform) }, platform);
    const ran = await run({ ...command, signal }).catch((error: unknown) => {
      // Called off: nobody waits for the result any more.
      if (signal.aborted) return null;
      throw error;
    });
    if (ran === null) return { kind: 'timeout' };
    if (!ran.ok) {
      return ran.fault.code === 'command.timed-out'
        ? { kind: 'timeout' }
        : { kind: 'denied', reason: ran.fault.code };
    }
    const { stdout, stderr } = ran.value;
    log.trace('ping printed', { stdout, stderr });
    return readEcho(`${stdout}\n${stderr}`, probe.to, platform);
  };
}

function argumentsFor({ ttl, payloadBytes, dontFragment }: EchoProbe, platform: NodeJS.Platform): string[] {
  const flags = platform === 'win32' || platform === 'darwin' ? FLAGS[platform] : FLAGS.linux;
  return [
    ...(ttl === undefined ? [] : [flags.ttl, String(ttl)]),
    ...(payloadBytes === undefined ? [] : [flags.size, String(payloadBytes)]),
    ...(dontFragment ? flags.whole : []),
  ];
}

/** Reads what became of one request. */
export function readEcho(output: string, to: string, platform: NodeJS.Platform): EchoOutcome {
  const reading = parsePing(output, to, platform);
  if (reading?.kind === 'answered')
    return { kind: 'reply', rttMs: reading.rttMs, ttl: reading.ttl, from: to };
  const trouble = (
    what: TroubleKind,
    from: string | null,
    { code = 0, mtu = null }: { code?: number; mtu?: number | null } = {},
  ): EchoOutcome => ({ kind: 'trouble', rttMs: null, from, trouble: { what, code, mtu } });
  const [tooBig, router, mtu] =
    /(?:(?:^|\n)(?:From|\d+ bytes from) ([0-9a-fA-F.:]+?):? [^\n]*)?(?:frag needed|packet too big|message too long)[^\n\d]*(\d{2,5})?/i.exec(
      output,
    ) ?? [];
  if (tooBig !== undefined)
    return trouble('too-big', canonical(router), { mtu: mtu === undefined ? null : Number(mtu) });
  const [, hop] =
    /(?:^|\n)(?:From|\d+ bytes from) ([0-9a-fA-F.:]+?):? [^\n]*(?:Time to live exceeded|Hop limit)/i.exec(
      output,
    ) ?? [];
  if (hop !== undefined) return trouble('time-exceeded', canonical(hop));
  if (reading !== null) return trouble('unreachable', reading.from, { code: reading.code });
  const [denied] = /[^\n]*(?:not permitted|permission denied)[^\n]*/i.exec(output) ?? [];
  if (denied !== undefined) return { kind: 'denied', reason: denied.trim().slice(0, 100) };
  const other = platform === 'win32' ? otherAddress(output, to) : null;
  return other === null ? { kind: 'timeout' } : trouble('time-exceeded', other);
}

/** Windows names a router in its own language; but nobody else's address is ever in its output. */
function otherAddress(output: string, to: string): string | null {
  const words = output.match(/[0-9A-Fa-f.:]{3,}/g) ?? [];
  const addresses = words.map((word) => canonical(word.replace(/[:.]$/, '')));
  return addresses.find((address) => address !== null && address !== canonical(to)) ?? null;
}

function canonical(literal = ''): string | null {
  const bytes = addressToBytes(literal);
  return bytes === null ? null : bytesToAddress(bytes);
}
