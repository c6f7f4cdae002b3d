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
import type { World } from '../world.ts';

const RESPONDER = 0x8000_0000;
const HEADER_BYTES = 16;
const TAG_BYTES = 16;
/** A relay's response has its own key there. */
const EPHEMERAL: readonly [number, number] = [12, 44];

export class WireCodec {
  readonly publicKey: string;
  readonly #world: World;
  readonly #scalar: Uint8Array;
  readonly #pair: KeyPair;
  readonly #initiators = new Map<string, TestInitiator>();
  /** Begun by this machine. */
  readonly #begun = new Map<number, { readonly by: TestInitiator; readonly initiation: Initiation }>();
  readonly #withRelays = new Map<number, { readonly session: InitiatorSession; counter: number }>();
  #lastTime = 0;

  /** @param privateKey - base64. */
  constructor(world: World, privateKey: string) {
    this.#world = world;
    this.#scalar = Buffer.from(privateKey, 'base64');
    this.#pair = keyPairOf(this.#scalar);
    this.publicKey = Buffer.from(this.#pair.publicKey).toString('base64');
  }

  encode(packet: Packet): Uint8Array {
    switch (packet.type) {
      case 'initiation':
        return this.#initiate(packet.id, packet.to);
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

  #initiate(index: number, to: string): Uint8Array {
    let by = this.#initiators.get(to);
    if (by === undefined) {
      by = createInitiator(this.#scalar, Buffer.from(to, 'base64'));
      this.#initiators.set(to, by);
    }
    // A relay takes each time once, as a defence against replays.
    this.#lastTime = Math.max(this.#lastTime + 1e-5, this.#world.date().getTime() / 1000);
    const initiation = by.initiate({ index, time: this.#lastTime });
    this.#begun.set(index, { by, initiation });
    return initiation.datagram;
  }

  #opened(datagram: Uint8Array): Packet | null {
    const opened = openInitiation(this.#pair, datagram, () => true);
    if (typeof opened === 'string') return null;
    const from = Buffer.from(opened.staticKey).toString('base64');
    return { type: 'initiation', id: opened.sender, from, to: this.publicKey };
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

function response(id: number): Uint8Array {
  return encodeResponse({
    sender: (id | RESPONDER) >>> 0,
    receiver: id,
    ephemeral: new Uint8Array(32),
    encryptedNothing: new Uint8Array(16),
  });
}
