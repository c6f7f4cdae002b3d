/** UPnP-IGD 1 and 2: what most home routers speak. */
import { fault } from '../../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../../shared/result.ts';
import type { GrantResult, Mapper, MapperContext } from '../mapper.ts';
import { findConnection } from './find-connection.ts';
import { type CallFailure, upnpError, type WanConnection } from './wan-connection.ts';

/** Ports to try when other machines of the home have taken the first. */
const PORTS_TO_TRY = 4;
/** Routers refuse lower ports, or use them themselves. */
const FIRST_PORT = 1_024;
const PORTS = 65_536 - FIRST_PORT;

const { invalidAction, invalidArgs, actionFailed, noSuchEntry } = upnpError;
/** The port is somebody else's: another one may do. */
const TAKEN: readonly number[] = [
  upnpError.conflict,
  upnpError.conflictWithOtherMechanism,
  // Some routers say so when a port is taken.
  actionFailed,
];
/** Routers that give permanent mappings only say 725, or that the duration is a bad argument. */
const NO_LEASES: readonly number[] = [upnpError.permanentLeasesOnly, invalidArgs];
/** 4xx and 6xx: the call itself is unknown here (Device Architecture 1.1 §3.1.4). */
const UNKNOWN_CALL: readonly number[] = [invalidAction, 404, 600, 602];

type Held = 'ours' | 'free' | 'taken' | 'unknown';
/** A call that failed; or the router agrees and does nothing; or others have every port that was tried. */
type Refusal = CallFailure | { readonly kind: 'maps-nothing' | 'no-external-port' };
type Granted = Result<{ port: number; leaseSeconds: number }, 'portmap.refused' | 'portmap.unanswered'>;

/** Searches the router for a service that maps ports; makes nothing there. @returns null when it has none. */
export async function probeUpnp(context: MapperContext): Promise<Mapper | null> {
  const connection = await findConnection(context);
  return connection === null ? null : new UpnpMapper(context, connection);
}

class UpnpMapper implements Mapper {
  readonly protocol = 'upnp';
  readonly #context: MapperContext;
  #connection: WanConnection;
  /** What to ask for: what was granted last, so that others keep reaching us there after a restart of the router. */
  #port: number;
  #address: string | null = null;
  /** Routers that turned out to have no leases keep being asked for permanent mappings. */
  #permanent = false;

  constructor(context: MapperContext, connection: WanConnection) {
    this.#context = context;
    this.#connection = connection;
    this.#port = context.internalPort;
  }

  async map(lifetimeSeconds: number): Promise<GrantResult> {
    const first = await this.#mapOnce(lifetimeSeconds);
    if (first.ok || first.fault.code !== 'portmap.unanswered') return first;
    // A router that restarted may serve its pages on another port.
    const connection = await findConnection(this.#context);
    if (connection === null) return first;
    this.#connection = connection;
    return this.#mapOnce(lifetimeSeconds);
  }

  async holds(): Promise<'yes' | 'no' | 'unknown'> {
    const address = await this.#connection.externalAddress();
    if (address.kind !== 'ok') return 'unknown';
    if (address.value !== this.#address) return 'no';
    const held = await this.#held(this.#port);
    if (held === 'unknown') return 'unknown';
    return held === 'ours' ? 'yes' : 'no';
  }

  async unmap(): Promise<boolean> {
    const before = await this.#held(this.#port);
    // What somebody else has taken over since is theirs.
    if (before === 'free' || before === 'taken') return true;
    const removed = await this.#connection.remove(this.#port);
    const after = await this.#held(this.#port);
    return after === 'unknown' ? removed.kind === 'ok' : after !== 'ours';
  }

  async #mapOnce(lifetimeSeconds: number): Promise<GrantResult> {
    const granted = await this.#reserve(lifetimeSeconds);
    if (!granted.ok) return granted;
    const { port, leaseSeconds } = granted.value;
    this.#port = port;
    const address = await this.#connection.externalAddress();
    if (address.kind !== 'ok') return this.#failure(address);
    this.#address = address.value;
    const lifetime = leaseSeconds === 0 ? Number.POSITIVE_INFINITY : leaseSeconds;
    return ok({ external: { address: address.value, port }, lifetimeSeconds: lifetime });
  }

  /** Tries ports until one is ours; never takes one that leads elsewhere. */
  async #reserve(lifetimeSeconds: number): Promise<Granted> {
    let port = this.#port;
    let last: Refusal = { kind: 'no-external-port' };
    for (let attempt = 0; attempt < PORTS_TO_TRY; attempt++) {
      const held = this.#address === null ? await this.#found(port) : await this.#held(port);
      if (held !== 'taken') {
        const granted = await this.#add(port, lifetimeSeconds, held);
        if (granted.kind === 'ok') return ok(granted.value);
        last = granted;
        if (granted.kind === 'silent') break;
        if (granted.kind === 'error' && !TAKEN.includes(granted.code)) break;
      }
      port = this.#randomPort();
    }
    return this.#failure(last);
  }

  async #add(port: number, lifetimeSeconds: number, held: Held) {
    const leaseSeconds = this.#permanent ? 0 : lifetimeSeconds;
    const added = await this.#addWith({ externalPort: port, leaseSeconds }, held);
    if (added.kind === 'error' && leaseSeconds > 0 && NO_LEASES.includes(added.code)) {
      const forever = await this.#addWith({ externalPort: port, leaseSeconds: 0 }, held);
      this.#permanent = forever.kind === 'ok';
      return this.#proved(forever, 0);
    }
    return this.#proved(added, leaseSeconds);
  }

  async #addWith(mapping: { externalPort: number; leaseSeconds: number }, held: Held) {
    const connection = this.#connection;
    // A renewal keeps its port; a new mapping may as well get another from the router itself.
    if (!connection.choosesPorts || held === 'ours') return connection.add(mapping);
    const added = await connection.addAny(mapping);
    return added.kind === 'error' && UNKNOWN_CALL.includes(added.code) ? connection.add(mapping) : added;
  }

  /** Some routers say yes and do nothing. */
  async #proved(added: Awaited<ReturnType<WanConnection['add']>>, leaseSeconds: number) {
    if (added.kind !== 'ok') return added;
    const port = added.value;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return { kind: 'silent' } as const;
    const held = await this.#held(port);
    if (held === 'taken' || held === 'free') return { kind: 'maps-nothing' } as const;
    return { kind: 'ok', value: { port, leaseSeconds } } as const;
  }

  /** What is there before anything was granted: ours only if a crash of ours left it; others forward ports by hand. */
  async #found(port: number): Promise<Held> {
    const entry = await this.#connection.entry(port);
    const strange = entry.kind === 'ok' && entry.value.description !== this.#context.description;
    return strange ? 'taken' : this.#judge(entry);
  }

  async #held(port: number): Promise<Held> {
    return this.#judge(await this.#connection.entry(port));
  }

  #judge(entry: Awaited<ReturnType<WanConnection['entry']>>): Held {
    if (entry.kind === 'silent') return 'unknown';
    if (entry.kind === 'error') return entry.code === noSuchEntry ? 'free' : 'unknown';
    const { internalClient, internalPort } = entry.value;
    const ours = internalClient === this.#context.localAddress && internalPort === this.#context.internalPort;
    return ours ? 'ours' : 'taken';
  }

  #randomPort(): number {
    const [high = 0, low = 0] = this.#context.random(2);
    return FIRST_PORT + ((high * 256 + low) % PORTS);
  }

  #failure(failure: Refusal) {
    const { protocol } = this;
    if (failure.kind === 'silent') return fail(fault('portmap.unanswered', { protocol }));
    if (failure.kind !== 'error') return fail(fault('portmap.refused', { protocol, reason: failure.kind }));
    const { code, description: text } = failure;
    return fail(fault('portmap.refused', { protocol, reason: 'upnp-error', number: code, text }));
  }
}
