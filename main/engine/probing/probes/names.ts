/**
 * Names to addresses by the system's own resolver, hosts file and all. That one keeps a thread of libuv's four busy
 * for as long as a name server is silent: so few look-ups run at once, slow ones apart, and known addresses are used on.
 */
import type { ProbeReason } from '../../../../shared/faults/fault-reasons.ts';
import type { Reasoned } from '../../../../shared/faults/reason.ts';
import type { Target } from '../../../../shared/model/target.ts';
import { addressToBytes } from '../../../../shared/stun/address-bytes.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Lookup } from '../../nat/resolve-server.ts';
import type { Family } from '../native/socket-layout.ts';
import { QuickAndSlow } from '../schedule/quick-and-slow.ts';

export interface Address {
  readonly address: string;
  readonly family: Family;
}

/** `reason`: a name like ENOTFOUND, timed-out or other-family. */
export type Resolved = Address | { readonly reason: string };

/** Why a name has no address. @param reason - of {@link Resolved}. */
export function whyUnresolved(reason: string): Reasoned<ProbeReason> {
  if (reason === 'other-family') return { reason };
  return reason === 'timed-out' ? { reason: 'no-answer-in-time' } : { reason: 'errno', errno: reason };
}

/** The name of this machine's default gateway, whichever that is at the time; systemd calls it the same. */
export const GATEWAY = '_gateway';

export interface Names {
  /** The address of a name or literal; one found within the last minute is given at once, an older one while it is looked up anew. */
  resolve(host: string, family: Target['family'], timeoutMs: number): Promise<Resolved>;
  /** The same without memory, for whoever measures the look-up. */
  resolveAnew(host: string, family: Target['family'], timeoutMs: number): Promise<Resolved>;
  /** Forgets all addresses: this machine is in another network now. */
  forget(): void;
}

export interface NamesOptions {
  readonly clock: Clock;
  readonly lookup: Lookup;
  readonly gateways: Machine['gateways'];
}

async function lookUpGateway(gateways: Machine['gateways'], family: 0 | Family): Promise<string> {
  const { ipv4, ipv6 } = await gateways();
  const address = family === 0 ? (ipv4 ?? ipv6) : family === 4 ? ipv4 : ipv6;
  if (address === null) throw Object.assign(new Error('no default gateway'), { code: 'ENOTFOUND' });
  return address;
}

const FRESH_MS = 60_000;
const FAMILIES = { any: 0, ipv4: 4, ipv6: 6 } as const;
/** The resolver itself has no answer for now; what it said before may still hold. */
const TEMPORARY: ReadonlySet<string> = new Set(['EAI_AGAIN', 'ESERVFAIL', 'timed-out']);

interface Known {
  readonly found: Address;
  readonly at: number;
}

export function createNames({ clock, lookup, gateways }: NamesOptions): Names {
  const known = new Map<string, Known>();
  const underWay = new Map<string, Promise<Resolved>>();
  const room = new QuickAndSlow(clock);

  const ask = async (host: string, family: 0 | Family): Promise<Resolved> => {
    try {
      const find = () => (host === GATEWAY ? lookUpGateway(gateways, family) : lookup(host, family));
      return classify(await room.run(`${family} ${host}`, find), family);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { reason: code ?? message };
    }
  };
  const refresh = (key: string, host: string, family: 0 | Family): Promise<Resolved> => {
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const asked = ask(host, family).then((resolved) => {
      underWay.delete(key);
      if ('address' in resolved) known.set(key, { found: resolved, at: clock.now() });
      else if (!TEMPORARY.has(resolved.reason)) known.delete(key);
      return resolved;
    });
    underWay.set(key, asked);
    return asked;
  };
  const resolveAnew: Names['resolveAnew'] = (host, asked, timeoutMs) => {
    const family = FAMILIES[asked];
    const literal = classify(host, family);
    if ('address' in literal || addressToBytes(host) !== null) return Promise.resolve(literal);
    return within(clock, timeoutMs, refresh(`${family} ${host}`, host, family));
  };
  return {
    resolveAnew,
    forget: () => known.clear(),
    resolve(host, asked, timeoutMs) {
      const family = FAMILIES[asked];
      const key = `${family} ${host}`;
      const entry = known.get(key);
      if (entry === undefined) return resolveAnew(host, asked, timeoutMs);
      if (clock.now() - entry.at > FRESH_MS) void refresh(key, host, family);
      return Promise.resolve(entry.found);
    },
  };
}

/** A literal as what it is; `reason` when it is of the other family, or none. */
function classify(address: string, wanted: 0 | Family): Resolved {
  const length = addressToBytes(address)?.length;
  if (length === undefined) return { reason: 'ENOTFOUND' };
  const family = length === 4 ? 4 : 6;
  return wanted === 0 || wanted === family ? { address, family } : { reason: 'other-family' };
}

/** The system's resolver can't be called off: it ends by itself, unheard. */
function within(clock: Clock, timeoutMs: number, resolving: Promise<Resolved>): Promise<Resolved> {
  return new Promise((resolve) => {
    const cancel = clock.after(timeoutMs, () => resolve({ reason: 'timed-out' }));
    void resolving.then((resolved) => {
      cancel();
      resolve(resolved);
    });
  });
}
