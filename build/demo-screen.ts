/** What the demo shows in the terminal each second: who reaches whom, how, and how fast. */
import type { PeerView, Snapshot } from '../shared/model/snapshot.ts';

const COLUMNS = ['player', 'behind a', 'sees', 'at', 'state', 'latency', 'jitter', 'lost', 'in', 'out'];

/** One player of the demo as it stands. */
export interface Seat {
  readonly nat: string;
  readonly snapshot: Snapshot;
}

/** Formats all that every player sees, one line a link. */
export function formatSeats(seats: readonly Seat[]): string {
  const rows = seats.flatMap(({ nat, snapshot: { party } }) =>
    (party?.peers ?? []).map((peer) => [party?.self.name ?? '', nat, ...link(peer)]),
  );
  const table = [COLUMNS, ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n');
}

function link(peer: PeerView): string[] {
  return [
    peer.name,
    peer.address,
    peer.state,
    milliseconds(peer.latencyMs),
    milliseconds(peer.jitterMs),
    peer.lossRatio === null ? '–' : `${(peer.lossRatio * 100).toFixed(0)} %`,
    kilobytes(peer.rxBytes),
    kilobytes(peer.txBytes),
  ];
}

function milliseconds(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(1)} ms`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
