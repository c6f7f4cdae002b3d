/** Targets and how they fare, as text. */
import { formatEndpoint } from '../../../shared/address.ts';
import { sayProbeReason } from '../../../shared/faults/say-reason.ts';
import type { ProbeOutcome, TargetView } from '../../../shared/model/target.ts';
import type { Io, Style } from '../io.ts';
import { type Column, plain, table } from '../table.ts';
import { duration, milliseconds, UNKNOWN } from './units.ts';

type Pen = Pick<Io, 'style'>;

const COLUMNS: readonly Column[] = [
  { title: 'ID' },
  { title: 'NAME' },
  { title: 'KIND' },
  { title: 'ADDRESS' },
  { title: 'EVERY', align: 'right' },
  { title: 'STATE' },
  { title: 'LAST' },
];
/** Enough to tell them apart; the commands take it as it is shown. */
export const SHOWN_ID = 8;
const STYLES: Readonly<Record<TargetView['state'], Style>> = {
  pending: 'cyan',
  answering: 'green',
  failing: 'red',
  'backing-off': 'yellow',
};

export function targetsText(views: readonly TargetView[], io: Pen): string {
  if (views.length === 0) return 'Nothing is watched. Add something: lanrage targets add icmp 192.0.2.1';
  const [head = '', ...rows] = table(COLUMNS, views.map(cells));
  return [
    io.style('dim', head),
    ...rows.map((row, i) => {
      const state = views[i]?.state ?? 'pending';
      return row.replace(`  ${state}  `, `  ${io.style(STYLES[state], state)}  `);
    }),
  ].join('\n');
}

function cells({ target, state, last }: TargetView): string[] {
  const { id, name, kind, address, port, family, intervalMs } = target;
  return [
    id.slice(0, SHOWN_ID),
    plain(name),
    family === 'any' ? kind : `${kind} ${family}`,
    plain(port === null ? address : formatEndpoint({ address, port })),
    duration(intervalMs),
    state,
    last === null ? UNKNOWN : outcomeText(last.result),
  ];
}

/** One probe's end. */
export function outcomeText(outcome: ProbeOutcome): string {
  switch (outcome.outcome) {
    case 'answered': {
      const more = [
        ...(outcome.status === null ? [] : [`status ${outcome.status}`]),
        ...outcome.addresses.map(plain),
      ];
      return `${milliseconds(outcome.rttMs)}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
    }
    case 'timeout':
      return 'no answer';
    case 'unreachable':
      return `unreachable${outcome.from === null ? '' : `, says ${outcome.from}`} (code ${outcome.code})`;
    case 'refused':
      return outcome.status === null ? 'refused: the port is closed' : `refused: status ${outcome.status}`;
    case 'unresolved':
      return `name not found: ${why(outcome)}`;
    case 'denied':
      return `not allowed here: ${why(outcome)}`;
    case 'error':
      return `error: ${why(outcome)}`;
  }
}

function why({ why: because }: Extract<ProbeOutcome, { why: unknown }>): string {
  return plain(sayProbeReason(because, 'en'));
}
