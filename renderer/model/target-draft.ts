/** What stands in the form of a target, as text, and back. */
import type { ProbeKind, Target, TargetDraft } from '../../shared/model/target.ts';

export interface TargetFields {
  readonly name: string;
  readonly kind: ProbeKind;
  readonly address: string;
  readonly port: string;
  readonly seconds: string;
}

export const blankTarget: TargetFields = { name: '', kind: 'icmp', address: '', port: '', seconds: '5' };

export function fieldsOf({ name, kind, address, port, intervalMs }: Target): TargetFields {
  return { name, kind, address, port: port === null ? '' : String(port), seconds: String(intervalMs / 1000) };
}

export function needsPort(kind: ProbeKind): boolean {
  return kind === 'tcp' || kind === 'udp';
}

/** The engine judges it; a field that is no number at all becomes one that it refuses. A name may be left out. */
export function draftOf({ name, kind, address, port, seconds }: TargetFields): TargetDraft {
  const clean = address.trim();
  const intervalMs = Math.round(Number(seconds.replace(',', '.')) * 1000) || 0;
  return {
    name: name.trim() === '' ? clean.slice(0, 40) : name.trim(),
    kind,
    address: clean,
    port: needsPort(kind) ? Number.parseInt(port, 10) || 0 : null,
    family: 'any',
    intervalMs,
    timeoutMs: Math.min(2000, Math.max(100, intervalMs)),
  };
}
