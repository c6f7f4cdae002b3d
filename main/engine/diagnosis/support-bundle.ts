/** What helps somebody else to help: versions, network, findings, figures and the last log lines, as one text. */
import { explain } from '../../../shared/faults/advice.ts';
import type { Finding } from '../../../shared/model/doctor.ts';
import type { LogLineView } from '../../../shared/model/log-line.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { PeerView, Snapshot } from '../../../shared/model/snapshot.ts';
import { figuresIn } from '../../../shared/texts/figures.ts';
import { sayReading } from '../../../shared/texts/readings.ts';
import { armour } from '../path/recording/armour.ts';
import { scrubAddresses, scrubNames, scrubSecrets } from './scrub.ts';

export interface BundleParts {
  readonly madeAt: Date;
  readonly system: string;
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  readonly nat: NatReport | null;
  readonly findings: readonly Finding[];
  /** Lines of the log, redacted as they were written. */
  readonly log: readonly LogLineView[];
  /** What led to every step of every link; null: there is no party. */
  connectionLog(): Uint8Array | null;
}

export interface BundleChoice {
  readonly withAddresses: boolean;
  /** It is full of addresses, so that it takes both. */
  readonly withConnectionLog: boolean;
}

const say = figuresIn('en');

/** Names stay out: who played with whom is nobody's business. Servers of others are addresses like any other. */
const PRIVATE_SETTINGS: readonly (keyof Settings)[] = ['displayName', 'controlServer', 'stunServers'];

/**
 * Writes the bundle. Keys, invite codes, tokens and names of people are never in it; addresses and the connection log only
 * when asked for. The same text is shown before anybody passes it on.
 */
export function writeBundle(parts: BundleParts, { withAddresses, withConnectionLog }: BundleChoice): string {
  const text = writeReadable(parts, withAddresses);
  return withAddresses && withConnectionLog ? `${text}\n${logText(parts.connectionLog())}\n` : text;
}

function logText(log: Uint8Array | null): string {
  if (log === null) return 'Connection log\n  none: there is no party';
  return `Connection log, with the addresses of all members, without keys\n${armour(log)}`;
}

function writeReadable(parts: BundleParts, withAddresses: boolean): string {
  const { snapshot, settings, findings, nat, log, madeAt, system } = parts;
  const { party, tunnel } = snapshot;
  const lines = [
    'LANrage report',
    `made      ${madeAt.toISOString()}`,
    `version   ${snapshot.version} (${snapshot.host})`,
    `system    ${system}`,
    `tunnel    ${tunnel.state}${tunnel.backend === null ? '' : `, ${tunnel.backend}`}${tunnel.fault === null ? '' : `, ${tunnel.fault.code}`}`,
    '',
    'Network',
    ...(nat === null ? ['  not measured'] : natLines(nat)),
    '',
    'Party',
    ...(party === null
      ? ['  none']
      : [
          `  control ${party.control}, relay ${party.relay === null ? 'none' : `${party.relay.reached ? 'reached' : 'not reached'} over ${party.relay.transport}`}`,
          ...party.peers.map((peer, i) => `  player ${i + 1}: ${peerText(peer)}`),
        ]),
    '',
    'Findings',
    ...(findings.length === 0 ? ['  the doctor has not run'] : findings.map(findingText)),
    '',
    'Settings',
    ...settingLines(settings, snapshot.waiting),
    '',
    'Last log lines',
    ...log.map(({ at, level, area, text }) => `  ${at} ${level} ${area} ${text}`),
    '',
  ];
  // Secrets first: a name that is part of one would leave the rest of it unrecognised.
  const text = scrubNames(scrubSecrets(lines.join('\n').replaceAll('\u00a0', ' ')), namesOf(snapshot));
  return withAddresses ? text : scrubAddresses(text, serversOf(settings));
}

function natLines({
  mapping,
  filtering,
  hairpinning,
  udp,
  captivePortal,
  portPreserved,
  servers,
}: NatReport): string[] {
  const outcomes = servers.map(({ outcome }) => outcome).join(', ');
  return [
    `  mapping ${mapping}, filtering ${filtering}, hairpinning ${hairpinning}, port kept ${portPreserved}`,
    `  udp ${udp}, sign-in page ${captivePortal}, servers ${outcomes || 'none'}`,
  ];
}

function peerText(peer: PeerView): string {
  const { state, path, direct, relayedReason, latencyMs, jitterMs, lossRatio, handshakeAgeMs } = peer;
  const figures = [
    latencyMs === null ? 'no latency' : say.ms(latencyMs),
    jitterMs === null ? null : `jitter ${say.ms(jitterMs)}`,
    lossRatio === null ? null : `${say.ratio(lossRatio)} lost`,
    handshakeAgeMs === null ? 'no handshake' : `handshake ${say.age(handshakeAgeMs)} ago`,
  ];
  const how = path === 'direct' ? `direct (${direct})` : `${path ?? 'no path'} (${relayedReason ?? '-'})`;
  return [state, how, ...figures.filter((figure) => figure !== null)].join(', ');
}

function findingText({ check, status, cause, confidence, measured, expected }: Finding): string {
  const why = cause === null ? '' : `: ${cause.code}, ${explain(cause).title}, ${say.ratio(confidence)}`;
  const figures =
    measured === null
      ? ''
      : ` [${inWords(measured)}${expected === null ? '' : `; expected ${inWords(expected)}`}]`;
  return `  ${status.padEnd(7)} ${check}${why}${figures}`;
}

function inWords(reading: Reading): string {
  return sayReading(reading, 'en');
}

function settingLines(settings: Settings, waiting: Snapshot['waiting']): string[] {
  const remark = (key: string): string => {
    const found = waiting.find(({ name }) => name === key);
    return found === undefined
      ? ''
      : ` (waits for ${found.until}; in force: ${JSON.stringify(found.inForce)})`;
  };
  return Object.entries(settings)
    .filter(([key]) => !PRIVATE_SETTINGS.includes(key as keyof Settings))
    .map(([key, value]) => `  ${key}=${JSON.stringify(value)}${remark(key)}`);
}

/** Longest first, so that no name is cut by a shorter one that is part of it. */
function namesOf({ party, displayName, recent }: Snapshot): [name: string, placeholder: string][] {
  const names: [string, string][] = [
    [displayName, '[me]'],
    ...(party === null ? [] : [[party.name, '[party]'] as [string, string]]),
    ...(party?.peers ?? []).map(({ name }, i): [string, string] => [name, `[player ${i + 1}]`]),
    ...recent.map(({ name }): [string, string] => [name, '[party]']),
  ];
  return names.filter(([name]) => name.length > 2).sort(([a], [b]) => b.length - a.length);
}

/** Hosts of the servers that this person chose: at home, their name may be that of a person. */
function serversOf({ controlServer, stunServers }: Settings): string[] {
  return [controlServer ?? '', ...stunServers]
    .map((server) => server.replace(/^\w+:\/\//, '').replace(/(?::\d+)?\/*$/, ''))
    .filter((host) => host.length > 2);
}
