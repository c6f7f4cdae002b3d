/**
 * What the system's `ping` printed. Windows prints in its own language and in an old code page, so only what no
 * language changes is read there: the address, `TTL=`, and a number after `=` or `<` at the end. Whatever is not
 * surely the answer of that address is no answer.
 */
import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';

export type PingReading =
  | { readonly kind: 'answered'; readonly rttMs: number; readonly ttl: number | null }
  | { readonly kind: 'unreachable'; readonly code: number; readonly from: string | null };

/** Windows counts whole ms: what it calls less than 1 ms is somewhere between 0 and 1. */
export const BELOW_RESOLUTION_MS = 0.5;

const OUTPUT_LIMIT = 16_384;
/** The longest time-out there is. */
const LONGEST_MS = 60_000;
const CONTROLS = /[^\P{Cc}\t\r]/u;

/** Reads one probe's output; null when it has no answer. @param to - the literal that was asked for */
export function parsePing(output: string, to: string, platform: NodeJS.Platform): PingReading | null {
  const wanted = canonical(to);
  if (wanted === null) return null;
  const lines = output
    .slice(0, OUTPUT_LIMIT)
    .split(/\r*\n/)
    .filter((line) => !CONTROLS.test(line));
  const parse = platform === 'win32' ? parseWindowsLine : parsePosixLine;
  const answers = lines
    .filter((line) => addressesIn(line).includes(wanted))
    .map((line) => parse(line, wanted));
  const answer =
    answers.find((one) => one !== null) ?? (platform === 'win32' ? null : parseSummary(lines, wanted));
  return answer ?? (platform === 'win32' ? null : findComplaint(lines));
}

/** `Zeit=14ms TTL=117`; for IPv6 `Zeit=14ms` alone. The unit may be in any letters, or in none that can be read. */
function parseWindowsLine(line: string, wanted: string): PingReading | null {
  const ipv6 = wanted.includes(':');
  const pattern = ipv6
    ? /([=<])\s?(\d{1,5})\s?[^\d\s=<>.,:-]{0,8}\s*$/
    : /([=<])\s?(\d{1,5})\s?[^\d\s=<>.,:-]{0,8}\s+TTL=(\d{1,3})\s*$/;
  const [, sign, digits, ttl] = pattern.exec(line) ?? [];
  if (digits === undefined) return null;
  return answered(sign === '<' ? BELOW_RESOLUTION_MS : Number(digits), ttl);
}

/** `64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=11.6 ms`, of Linux, BusyBox and macOS. */
function parsePosixLine(line: string): PingReading | null {
  if (!/^\d{1,5} bytes from /.test(line)) return null;
  const [, digits] = /\stime=(\d{1,5}(?:\.\d{1,6})?) ms\b/.exec(line) ?? [];
  const [, ttl] = /\s(?:ttl|hlim)=(\d{1,3})\s/.exec(line) ?? [];
  return digits === undefined ? null : answered(Number(digits), ttl);
}

/** What a quiet ping says: one packet's times are its smallest. */
function parseSummary(lines: readonly string[], wanted: string): PingReading | null {
  const heading = lines.findIndex((line) => /^--- .* ping6? statistics ---$/.test(line));
  if (heading === -1 || !addressesIn(lines[heading] ?? '').includes(wanted)) return null;
  const times = /^(?:rtt|round-trip) min\/avg\/max\/\S+ = (\d{1,5}(?:\.\d{1,6})?)\//;
  const [, digits] = lines.slice(heading).flatMap((line) => times.exec(line) ?? []);
  return digits === undefined ? null : answered(Number(digits), undefined);
}

const COMPLAINTS: readonly (readonly [RegExp, number])[] = [
  [/Destination Net Unreachable|Network is unreachable|No route/i, 0],
  [/Destination Host Unreachable|No route to host|Address unreachable/i, 1],
  [/Destination Protocol Unreachable/i, 2],
  [/Destination Port Unreachable/i, 3],
  [/Packet filtered|prohibited/i, 13],
];

/** `From 192.0.2.254 icmp_seq=1 Destination Host Unreachable`, and what ping says of this machine itself. */
function findComplaint(lines: readonly string[]): PingReading | null {
  for (const line of lines) {
    const [, from] = /^(?:From|\d{1,5} bytes from) ([0-9a-fA-F.:]+?):? /.exec(line) ?? [];
    const isAboutIt = from !== undefined || /^(?:ping6?|connect):/.test(line);
    const code = COMPLAINTS.find(([words]) => words.test(line))?.[1];
    if (isAboutIt && code !== undefined) return { kind: 'unreachable', code, from: canonical(from ?? '') };
  }
  return null;
}

/** A time of 0 was not measured; one beyond every time-out is no time. */
function answered(rttMs: number, ttl: string | undefined): PingReading | null {
  if (!(rttMs > 0 && rttMs <= LONGEST_MS)) return null;
  const hops = ttl === undefined ? null : Number(ttl);
  return { kind: 'answered', rttMs, ttl: hops !== null && hops <= 255 ? hops : null };
}

/** Every address in a line that stands alone; a colon after it is the sentence's. */
function addressesIn(line: string): (string | null)[] {
  return (line.match(/[0-9A-Za-z.:%]+/g) ?? []).map(
    (word) => canonical(word) ?? canonical(word.replace(/[:.]$/, '')),
  );
}

function canonical(literal: string): string | null {
  const bytes = addressToBytes(literal);
  return bytes === null ? null : bytesToAddress(bytes);
}
