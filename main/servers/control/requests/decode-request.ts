import {
  type ControlRequest,
  type ControlRequestType,
  requestSchema,
} from '../../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { valueComplaint } from '../../../../shared/model/value-complaint.ts';
import { parseJson } from '../../../base/parse-json.ts';

/** A frame as understood. `re` is the id to answer to; null when the frame has none that can be read. */
export type Decoded =
  | { readonly ok: true; readonly re: number; readonly request: ControlRequest }
  | { readonly ok: false; readonly re: number; readonly fault: DecodeFault }
  | { readonly ok: false; readonly re: null; readonly fault: DecodeFault };

type DecodeFault = Fault<'control.bad-message' | 'control.unknown-type'>;

const knownTypes: ReadonlySet<string> = new Set<ControlRequestType>(
  requestSchema.options.map((option) => option.shape.type.value),
);

/** Reads one text frame. Never throws; the fault names the first field that is wrong, not what was in it. */
export function decodeRequest(text: string): Decoded {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, re: null, fault: fault('control.bad-message', { at: '', reason: 'not-json' }) };
  }
  const { id, type } = value as { id?: unknown; type?: unknown };
  const re = typeof id === 'number' && Number.isSafeInteger(id) && id >= 1 ? id : null;
  if (typeof type === 'string' && !knownTypes.has(type)) {
    return { ok: false, re, fault: fault('control.unknown-type', { type: type.slice(0, 64) }) };
  }
  const parsed = requestSchema.safeParse(value);
  if (parsed.success) return { ok: true, re: parsed.data.id, request: parsed.data };
  return { ok: false, re, fault: fault('control.bad-message', valueComplaint(parsed.error)) };
}
