/**
 * A relay that speaks NIP-01 as far as meetings need it: subscriptions by author, kind and d tag, ephemeral events, signatures
 * checked as BIP 340 has it. It can misbehave in the ways that relays do.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { schnorr } from '@noble/curves/secp256k1.js';
import { type WebSocket, WebSocketServer } from 'ws';
import { eventId, type NostrEvent } from '../../main/engine/rendezvous/nostr/event.ts';

export interface NostrRelayOptions {
  readonly host?: string;
  readonly port?: number;
  /** Each way. */
  readonly delayMs?: number;
  /**
   * refuses-events: OK false to all. refuses-subscriptions: CLOSED. wants-auth: both, as NIP-42 says. silent: takes connections
   * and says nothing. withholds: takes events and passes none on. replays: passes each on, and all earlier ones with it.
   * forges: passes on events with another content. floods: passes each on a thousand times.
   */
  readonly mode?:
    | 'honest'
    | 'refuses-events'
    | 'refuses-subscriptions'
    | 'wants-auth'
    | 'silent'
    | 'withholds'
    | 'replays'
    | 'forges'
    | 'floods';
}

export interface NostrRelay {
  readonly url: string;
  /** Every frame that it was sent, and every event that it passed on. */
  readonly carried: string[];
  readonly connections: number;
  /** Of events. */
  readonly published: number;
  close(): Promise<void>;
}

const REFUSALS: Partial<Record<NonNullable<NostrRelayOptions['mode']>, string>> = {
  'refuses-events': 'pow: 28 bits needed',
  'wants-auth': 'auth-required: sign in',
};
const CLOCK_MS = 900_000;

interface Filter {
  readonly kinds: number[];
  readonly authors: string[];
  readonly '#d': string[];
}

export async function startNostrRelay(options: NostrRelayOptions = {}): Promise<NostrRelay> {
  const { host = '127.0.0.1', port = 0, delayMs = 0, mode = 'honest' } = options;
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  // As the proxies do behind which relays stand.
  server.on('headers', (headers) => headers.push(`Date: ${new Date().toUTCString()}`));
  const clients = new Map<WebSocket, Map<string, Filter>>();
  const carried: string[] = [];
  const past: NostrEvent[] = [];
  let published = 0;
  const later = (run: () => void) => (delayMs === 0 ? run() : setTimeout(run, delayMs));
  const say = (client: WebSocket, frame: unknown[]) => {
    if (mode === 'silent') return;
    later(() => {
      if (client.readyState === client.OPEN) client.send(JSON.stringify(frame));
    });
  };
  const passOn = (event: NostrEvent) => {
    for (const [client, filters] of clients) {
      for (const [name, filter] of filters) if (matches(filter, event)) say(client, ['EVENT', name, event]);
    }
  };
  const take = (client: WebSocket, event: NostrEvent) => {
    published++;
    const complaint = REFUSALS[mode] ?? complaintOf(event);
    say(client, ['OK', event.id, complaint === '', complaint]);
    if (complaint !== '' || mode === 'withholds') return;
    past.push(event);
    const copies =
      mode === 'replays' ? past : Array.from({ length: mode === 'floods' ? 1000 : 1 }, () => event);
    for (const copy of copies) passOn(mode === 'forges' ? forged(copy) : copy);
  };
  server.on('connection', (client) => {
    clients.set(client, new Map());
    if (mode === 'wants-auth') say(client, ['AUTH', 'challenge']);
    client.on('close', () => clients.delete(client));
    client.on('message', (data) => {
      carried.push(String(data));
      later(() => {
        const [type, subject, filter] = JSON.parse(String(data));
        if (type === 'EVENT') return take(client, subject);
        if (type !== 'REQ') return;
        if (mode === 'refuses-subscriptions') return say(client, ['CLOSED', subject, 'restricted: no']);
        if (mode === 'wants-auth') return say(client, ['CLOSED', subject, 'auth-required: sign in']);
        clients.get(client)?.set(subject, filter);
        say(client, ['EOSE', subject]);
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(port, host, resolve));
  return {
    url: `ws://${host}:${(http.address() as AddressInfo).port}`,
    carried,
    get connections() {
      return clients.size;
    },
    get published() {
      return published;
    },
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function matches(filter: Filter, event: NostrEvent): boolean {
  const tags = event.tags.filter(([name]) => name === 'd').map(([, value]) => value ?? '');
  return (
    filter.kinds.includes(event.kind) &&
    filter.authors.includes(event.pubkey) &&
    tags.some((tag) => filter['#d'].includes(tag))
  );
}

/** Empty: it is well-formed. */
function complaintOf(event: NostrEvent): string {
  if (!isSigned(event)) return 'invalid: bad signature';
  const isOff = Math.abs(event.created_at * 1000 - Date.now()) > CLOCK_MS;
  return isOff ? 'invalid: created_at is too far off' : '';
}

function forged(event: NostrEvent): NostrEvent {
  const bytes = Buffer.from(event.content, 'base64');
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  return { ...event, content: bytes.toString('base64') };
}

function isSigned(event: NostrEvent): boolean {
  const id = eventId(event);
  const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
  return id.toString('hex') === event.id && schnorr.verify(hex(event.sig), id, hex(event.pubkey));
}
