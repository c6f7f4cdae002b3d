import { randomBytes } from 'node:crypto';
import type { ControlPush } from '../../../../shared/control/messages.ts';
import type { Fault } from '../../../../shared/faults/fault.ts';
import type { Result } from '../../../../shared/result.ts';
import { toBase64url } from '../../../crypto/encoding.ts';
import type { AdmissionSink } from '../relays/relay-registry.ts';
import type { ServedSocket } from './served-socket.ts';
import type { TokenBucket } from './token-bucket.ts';

/** Why a connection is closed (RFC 6455 §7.4); those from 4000 on are ours. */
export const closeCodes = {
  goingAway: 1001,
  policy: 1008,
  tooLarge: 1009,
  tryLater: 1013,
  silent: 4001,
  replaced: 4002,
} as const;

/** Where a member sits. */
export interface Place {
  readonly party: string;
  /** Monotonic ms at which token and party were last kept from running out. */
  renewedAt: number;
}

/** What the other end has proved to be. */
export type Role =
  | { readonly kind: 'stranger' }
  | { readonly kind: 'peer'; readonly peer: string; readonly identity: string; place: Place | null }
  | { readonly kind: 'relay'; readonly relay: string; readonly sink: AdmissionSink };

export type PeerRole = Extract<Role, { kind: 'peer' }>;

/** One socket and what its other end has proved. Once closed it says nothing more. */
export class PeerConnection {
  /** The challenge of this connection; a signature made for another one is worth nothing here. */
  readonly nonce: string = toBase64url(randomBytes(32));
  readonly household: string;
  readonly remoteAddress: string;
  readonly messages: TokenBucket;
  role: Role = { kind: 'stranger' };
  /** Monotonic ms of the last frame. */
  heardAt: number;
  #socket: ServedSocket;
  #open = true;
  #onClosed: (connection: PeerConnection) => void;
  #backlogBytes = 4 * 1024 * 1024;

  constructor(options: {
    socket: ServedSocket;
    remoteAddress: string;
    household: string;
    messages: TokenBucket;
    now: number;
    onClosed: (connection: PeerConnection) => void;
  }) {
    this.#socket = options.socket;
    this.remoteAddress = options.remoteAddress;
    this.household = options.household;
    this.messages = options.messages;
    this.heardAt = options.now;
    this.#onClosed = options.onClosed;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** A relay is first told every party there is, which is far more than a member ever has waiting. */
  allowLongBacklog(): void {
    this.#backlogBytes = 64 * 1024 * 1024;
  }

  push(push: ControlPush): void {
    this.#send(push);
  }

  answer(re: number, result: Result<unknown>): void {
    this.#send({ re, ...result });
  }

  /** Closes, saying why first. Whoever waits on this connection is told at once, not when the other end agrees. */
  shut(code: number, fault: Fault | null): void {
    if (!this.#open) return;
    if (fault !== null) this.push({ type: 'error', fault });
    this.#socket.close(code, fault?.code ?? '');
    this.markClosed();
  }

  /** Called when the socket has closed by itself. */
  markClosed(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#onClosed(this);
  }

  #send(frame: object): void {
    if (!this.#open) return;
    // Someone who stopped reading must not fill our memory.
    if (this.#socket.bufferedAmount > this.#backlogBytes) this.#terminate();
    else this.#socket.send(JSON.stringify(frame));
  }

  #terminate(): void {
    this.#socket.terminate();
    this.markClosed();
  }
}
