/** What can be a target, and what is the same one. */
import { domainToASCII } from 'node:url';
import { parseIpv4 } from '../../../../shared/address.ts';
import { type Fault, fault, type TargetField, targetFields } from '../../../../shared/faults/fault.ts';
import type { Because } from '../../../../shared/faults/fault-reasons.ts';
import { type TargetDraft, targetDraftSchema } from '../../../../shared/model/target.ts';
import { valueComplaint } from '../../../../shared/model/value-complaint.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import { bareHost } from '../../../../shared/url-host.ts';
import { parseProbeUrl } from '../probes/http-probe.ts';
import { GATEWAY } from '../probes/names.ts';

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const NAME_LIMIT = 253;

/** Takes a draft in one form: addresses canonical, names in ASCII. @fault target.invalid - names the first field that is wrong. */
export function checkTarget(draft: unknown): Result<TargetDraft, 'target.invalid'> {
  const parsed = targetDraftSchema.safeParse(draft);
  if (!parsed.success) {
    const { at, ...complaint } = valueComplaint(parsed.error);
    return invalid(targetFields.find((one) => one === at.split('.')[0]) ?? 'target', complaint);
  }
  const { kind, family, port } = parsed.data;
  const needsPort = kind === 'tcp' || kind === 'udp';
  if (needsPort !== (port !== null)) return invalid('port', { reason: needsPort ? 'needed' : 'needs-none' });
  const address = kind === 'http' ? checkUrl(parsed.data.address) : checkHost(parsed.data.address);
  if (address === null) return invalid('address', { reason: kind === 'http' ? 'not-url' : 'not-host' });
  const length = addressToBytes(address)?.length;
  if (kind === 'dns' && length !== undefined) return invalid('address', { reason: 'not-name' });
  if ((length === 4 && family === 'ipv6') || (length === 16 && family === 'ipv4')) {
    return invalid('family', { reason: 'other-family' });
  }
  return ok({ ...parsed.data, address });
}

/** What two targets have in common that would probe the very same thing. */
export function identityOf({ kind, address, port, family }: Omit<TargetDraft, 'name'>): string {
  return JSON.stringify([kind, address, port, family]);
}

function invalid(
  field: TargetField,
  because: Because<'target.invalid'>,
): { readonly ok: false; readonly fault: Fault<'target.invalid'> } {
  return fail(fault('target.invalid', { field, ...because }));
}

function checkUrl(text: string): string | null {
  const url = parseProbeUrl(text);
  return url === null || checkHost(bareHost(url)) === null ? null : url.href;
}

/** A host's canonical form; null for what is none, or is more than one. */
function checkHost(written: string): string | null {
  if (written === GATEWAY) return written;
  // As it stands in URLs and before ports.
  const text = /^\[(.*:.*)\]$/.exec(written)?.[1] ?? written;
  const [literal = '', zone, ...more] = text.split('%');
  const bytes = addressToBytes(literal);
  if (bytes !== null) {
    const zoneFits =
      zone === undefined || (bytes.length === 16 && more.length === 0 && /^[\w.-]{1,32}$/.test(zone));
    if (!zoneFits || !isOneHost(bytes)) return null;
    return `${bytesToAddress(bytes)}${zone === undefined ? '' : `%${zone}`}`;
  }
  const name = domainToASCII(text.replace(/\.$/, ''));
  const labels = name.split('.');
  const isName = name.length <= NAME_LIMIT && labels.every((label) => LABEL.test(label));
  // A last label of digits alone makes an address that is written wrongly, or in a form that readers take differently.
  return isName && !/^\d+$/.test(labels.at(-1) ?? '') && parseIpv4(name) === null ? name : null;
}

/** Not "any", not everybody, no group. */
function isOneHost(bytes: Uint8Array): boolean {
  const [first = 0] = bytes;
  if (bytes.every((byte) => byte === 0)) return false;
  return bytes.length === 4 ? first !== 0 && first < 224 : first !== 0xff;
}
