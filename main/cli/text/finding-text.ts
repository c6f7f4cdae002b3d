/** What the doctor found, as text. */
import { explain } from '../../../shared/faults/advice.ts';
import type { CheckId, Finding, RemedyId } from '../../../shared/model/doctor.ts';
import type { Io, Style } from '../io.ts';
import { plain } from '../table.ts';
import { count, duration } from './units.ts';

type Pen = Pick<Io, 'style'>;

/** What each check looks at. */
export const CHECK_NAMES: Readonly<Record<CheckId, string>> = {
  installed: 'WireGuard is installed',
  privileges: 'LANrage may make tunnels',
  interface: 'The tunnel’s interface',
  clock: 'The clock',
  disk: 'Room on the disk',
  port: 'WireGuard’s port',
  internet: 'Router and Internet',
  dns: 'Names are resolved',
  udp: 'UDP gets out',
  nat: 'The router’s NAT',
  control: 'The party’s server',
  relay: 'The party’s relay',
  'peer-handshake': 'Handshake',
  'peer-echo': 'Answers through the tunnel',
  latency: 'Latency',
  loss: 'Loss',
  jitter: 'Jitter',
  mtu: 'Large packets',
  load: 'Load of this computer',
};

/** What each remedy does, as something to agree to. */
export const REMEDY_NAMES: Readonly<Record<RemedyId, string>> = {
  'set-up-tunnel': 'Set the tunnel up',
  'restart-tunnel': 'Start the tunnel anew',
  'remove-stale-interface': 'Remove the interface that was left behind',
  'choose-free-port': 'Take a free port for WireGuard',
  'reconnect-control': 'Connect to the party’s server anew',
  'reach-peer-again': 'Reach the player anew',
  'switch-relay': 'Take another relay',
  'lower-mtu': 'Send smaller packets',
  'trim-history': 'Shorten the history that is kept',
};

const MARKS: Readonly<Record<Finding['status'], { glyph: string; style: Style }>> = {
  ok: { glyph: '✓', style: 'green' },
  warning: { glyph: '▲', style: 'yellow' },
  failed: { glyph: '✗', style: 'red' },
  hidden: { glyph: '·', style: 'dim' },
  skipped: { glyph: '–', style: 'dim' },
};

/** One line where all is well; else also the cause, how sure it is, and what helps. @param nameOf - a member's by id. */
export function findingText(finding: Finding, nameOf: (id: string) => string, io: Pen): string {
  const { check, peer, status, cause, confidence, measured, expected, remedy } = finding;
  const { glyph, style } = MARKS[status];
  const whose = peer === null ? '' : ` – ${plain(nameOf(peer))}`;
  const head = `${io.style(style, glyph)} ${CHECK_NAMES[check]}${whose}`;
  if (status === 'hidden') return io.style('dim', `· ${CHECK_NAMES[check]}: waits for what failed above`);
  if (status === 'skipped' || status === 'ok') return measured === '' ? head : `${head}: ${plain(measured)}`;
  const advice = cause === null ? null : explain(cause);
  return [
    `${head}${figures(measured, expected)}`,
    ...(advice === null
      ? []
      : [
          `    ${io.style('bold', plain(advice.title))} (${Math.round(confidence * 100)} % sure)`,
          `    ${plain(advice.text)}`,
        ]),
    ...(remedy === null ? [] : [`    → ${REMEDY_NAMES[remedy]}: lanrage doctor --fix`]),
  ].join('\n');
}

/** The last line: what there is in all. */
export function doctorVerdict(findings: readonly Finding[], tookMs: number, io: Pen): string {
  const of = (status: Finding['status']): number => findings.filter((one) => one.status === status).length;
  const [wrong, odd] = [of('failed'), of('warning')];
  const took = ` (${duration(tookMs)})`;
  if (wrong === 0 && odd === 0) return io.style('green', 'All is well.') + took;
  const parts = [
    ...(wrong > 0 ? [count(wrong, 'thing is wrong', 'things are wrong')] : []),
    ...(odd > 0 ? [count(odd, 'thing could be better', 'things could be better')] : []),
  ];
  return io.style(wrong > 0 ? 'red' : 'yellow', `${parts.join(', ')}.`) + took;
}

function figures(measured: string, expected: string): string {
  if (measured === '') return '';
  return `: ${plain(measured)}${expected === '' ? '' : `, expected ${plain(expected)}`}`;
}
