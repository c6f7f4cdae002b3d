/**
 * What the WireGuard of one machine sends, as the relay reads it: handshakes and what is for the relay itself are real,
 * for the relay opens them. What is for other players it only passes on by its indices, and nobody seals it.
 *
 * Of a handshake with the number n, the initiator's index is n and the responder's n with the highest bit.
 */
import { type KeyPair, keyPairOf } from '../../../main/crypto/key-agreement.ts';
import { openInitiation } from '../../../main/servers/relay/noise/responder.ts';
import {
  encodeResponse,
  fieldOf,
  INITIATION,
  messageType,
  RESPONSE,
  receiverIndex,
  TRANSPORT_DATA,
} from '../../../shared/wireguard/messages.ts';
import {
  createInitiator,
  type Initiation,
  type InitiatorSession,
  type TestInitiator,
  transportData,
} from '../../unit/wireguard/initiator.ts';
import type { Packet } from '../wireguard.ts';

const RESPONDER = 0x8000_0000;
const HEADER_BYTES = 16;
const TAG_BYTES = 16;
/** A relay's response has its own key there. */
const EPHEMERAL: readonly [number, number] = [12, 44];

export class WireCodec {
  readonly publicKey: string;
  readonly #scalar: Uint8Array;
  readonly #pair: KeyPair;
  readonly #initiators = new Map<string, TestInitiator>();
  /** Begun by this machine. */
  readonly #begun = new Map<number, { readonly by: TestInitiator; readonly initiation: Initiation }>();
  readonly #withRelays = new Map<number, { readonly session: InitiatorSession; counter: number }>();

  /** @param privateKey - base64. */
  constructor(privateKey: string) {
    this.#scalar = Buffer.from(privateKey, 'base64');
    this.#pair = keyPairOf(this.#scalar);
    this.publicKey = Buffer.from(this.#pair.publicKey).toString('base64');
  }

  encode(packet: Packet): Uint8Array {
    switch (packet.type) {
      case 'initiation':
        return this.#initiate(packet);
      case 'response':
        return response(packet.id);
      case 'data':
        return this.#data(packet.id, packet.payload as Uint8Array | null);
      case 'decoy':
        throw new Error('the helper makes decoys of peers');
    }
  }

  /** null: not for this machine, or nothing of WireGuard's. */
  decode(datagram: Uint8Array): Packet | null {
    switch (messageType(datagram)) {
      case INITIATION:
        return this.#opened(datagram);
      case RESPONSE:
        return this.#answered(datagram);
      case TRANSPORT_DATA: {
        const id = (receiverIndex(datagram) & ~RESPONDER) >>> 0;
        const payload = datagram.subarray(HEADER_BYTES, -TAG_BYTES);
        return { type: 'data', id, payload: payload.length === 0 ? null : payload };
      }
      default:
        return null;
    }
  }

  #initiate({ id, to, at }: { id: number; to: string; at: number }): Uint8Array {
    let by = this.#initiators.get(to);
    if (by === undefined) {
      by = createInitiator(this.#scalar, Buffer.from(to, 'base64'));
      this.#initiators.set(to, by);
    }
    const initiation = by.initiate({ index: id, time: at / 1000 });
    this.#begun.set(id, { by, initiation });
    return initiation.datagram;
  }

  #opened(datagram: Uint8Array): Packet | null {
    const opened = openInitiation(this.#pair, datagram, () => true);
    if (typeof opened === 'string') return null;
    const from = Buffer.from(opened.staticKey).toString('base64');
    return { type: 'initiation', id: opened.sender, from, to: this.publicKey, at: timeOf(opened.timestamp) };
  }

  #answered(datagram: Uint8Array): Packet | null {
    const id = receiverIndex(datagram);
    const begun = this.#begun.get(id);
    if (begun === undefined) return null;
    const isOfRelay = fieldOf(datagram, EPHEMERAL).some((byte) => byte !== 0);
    if (isOfRelay) {
      this.#withRelays.set(id, { session: begun.by.finish(begun.initiation, datagram), counter: 0 });
    }
    return { type: 'response', id };
  }

  #data(id: number, payload: Uint8Array | null): Uint8Array {
    const relay = this.#withRelays.get(id);
    if (relay !== undefined) return transportData(relay.session, relay.counter++);
    const bytes = new Uint8Array(HEADER_BYTES + (payload?.length ?? 0) + TAG_BYTES);
    bytes[0] = TRANSPORT_DATA;
    const receiver = this.#begun.has(id) ? id | RESPONDER : id;
    new DataView(bytes.buffer).setUint32(4, receiver >>> 0, true);
    bytes.set(payload ?? [], HEADER_BYTES);
    return bytes;
  }
}

/** TAI64N as ms, as exactly as a number has them. */
function timeOf(timestamp: Uint8Array): number {
  const view = new DataView(timestamp.buffer, timestamp.byteOffset);
  return Number(view.getBigUint64(0) - 2n ** 62n) * 1000 + view.getUint32(8) / 1e6;
}

function response(id: number): Uint8Array {
  return encodeResponse({
    sender: (id | RESPONDER) >>> 0,
    receiver: id,
    ephemeral: new Uint8Array(32),
    encryptedNothing: new Uint8Array(16),
  });
}
