/** Sessions with the relay itself, by the index that it gave out: at most four for each client. */
import { REJECT_AFTER_TIME_MS } from '../../../shared/wireguard/messages.ts';
import type { Client, WireguardSession } from './client.ts';
import { ReplayWindow } from './noise/replay-window.ts';

/** How a session waits for its first packet. */
export type Waiting = 'next' | 'doubted';

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

  /** Starts a session that waits for its first packet; one that waited there before it is given up. */
  begin(
    client: Client,
    { index, receivingKey, waits }: Pick<WireguardSession, 'index' | 'receivingKey'> & { waits: Waiting },
    nowMs: number,
  ): void {
    this.#drop(client.sessions[waits]);
    const session = { client, index, receivingKey, window: new ReplayWindow(), createdAtMs: nowMs };
    client.sessions[waits] = session;
    this.#byIndex.set(index, session);
  }

  /** Notes an authentic packet: a session that waited becomes the current one. @returns how it waited. */
  confirm(session: WireguardSession): Waiting | null {
    const slots = session.client.sessions;
    const waited = (['next', 'doubted'] as const).find((slot) => slots[slot] === session);
    if (waited === undefined) return null;
    this.#drop(slots.previous);
    slots.previous = slots.current;
    slots.current = session;
    slots[waited] = null;
    return waited;
  }

  /** Drops the client's sessions that are dead by now. @returns whether any is left that isn't doubted. */
  dropDead(client: Client, nowMs: number): boolean {
    const slots = client.sessions;
    for (const slot of ['doubted', 'next', 'current', 'previous'] as const) {
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
