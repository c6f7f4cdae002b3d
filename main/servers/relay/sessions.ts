/** Sessions with the relay itself, by the index that it gave out: at most three for each client. */
import { REJECT_AFTER_TIME_MS } from '../../../shared/wireguard/messages.ts';
import type { Client, WireguardSession } from './client.ts';
import { ReplayWindow } from './noise/replay-window.ts';

export class WireguardSessions {
  readonly #byIndex = new Map<number, WireguardSession>();

  has(index: number): boolean {
    return this.#byIndex.has(index);
  }

  /** The session of an index; null from 180 s after its handshake. */
  find(index: number, nowMs: number): WireguardSession | null {
    const session = this.#byIndex.get(index);
    return session !== undefined && isAlive(session, nowMs) ? session : null;
  }

  /** Starts a session that waits for its first packet; one that waited before it is given up. */
  begin(client: Client, index: number, receivingKey: Uint8Array, nowMs: number): void {
    this.#drop(client.sessions.next);
    const session = { client, index, receivingKey, window: new ReplayWindow(), createdAtMs: nowMs };
    client.sessions.next = session;
    this.#byIndex.set(index, session);
  }

  /** Notes an authentic packet: a session that waited becomes the current one. */
  confirm(session: WireguardSession): void {
    const slots = session.client.sessions;
    if (slots.next !== session) return;
    this.#drop(slots.previous);
    slots.previous = slots.current;
    slots.current = session;
    slots.next = null;
  }

  /** Drops the client's sessions that are dead by now. @returns whether any is left. */
  dropDead(client: Client, nowMs: number): boolean {
    const slots = client.sessions;
    for (const slot of ['next', 'current', 'previous'] as const) {
      const session = slots[slot];
      if (session === null || isAlive(session, nowMs)) continue;
      this.#drop(session);
      slots[slot] = null;
    }
    return slots.next !== null || slots.current !== null || slots.previous !== null;
  }

  forget(client: Client): void {
    for (const session of Object.values(client.sessions)) this.#drop(session);
  }

  #drop(session: WireguardSession | null): void {
    if (session !== null) this.#byIndex.delete(session.index);
  }
}

function isAlive(session: WireguardSession, nowMs: number): boolean {
  return nowMs - session.createdAtMs < REJECT_AFTER_TIME_MS;
}
