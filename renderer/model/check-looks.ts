/** How each state of a check is shown, and which checks stand together. */
import type { CheckId } from '../../shared/model/doctor.ts';
import type { CheckState } from './doctor-run.ts';
import type { LinkLooks } from './link-looks.ts';

export const checkLooks: Readonly<Record<CheckState, Pick<LinkLooks, 'shape' | 'tone'>>> = {
  waiting: { shape: 'ring', tone: 'off' },
  running: { shape: 'half', tone: 'busy' },
  ok: { shape: 'dot', tone: 'good' },
  warning: { shape: 'triangle', tone: 'fair' },
  failed: { shape: 'triangle', tone: 'poor' },
  hidden: { shape: 'ring', tone: 'off' },
  skipped: { shape: 'ring', tone: 'off' },
};

export const checkGroups = {
  computer: ['installed', 'privileges', 'interface', 'clock', 'disk', 'port'],
  internet: ['internet', 'dns', 'udp', 'nat'],
  party: ['control', 'relay', 'peer-handshake', 'peer-echo', 'inbound'],
  game: ['latency', 'loss', 'jitter', 'mtu', 'load'],
} as const satisfies Readonly<Record<string, readonly CheckId[]>>;

/** What looks at the party's servers and players. */
export const ofParty: ReadonlySet<CheckId> = new Set<CheckId>([
  ...checkGroups.party,
  'latency',
  'loss',
  'jitter',
  'mtu',
]);
