/** The responder half of Noise_IKpsk2, as in the WireGuard paper, §5.4.2–5.4.5, with a preshared key of zeros. */
import {
  encodeResponse,
  initiationField as field,
  fieldOf,
  INITIATION_BYTES,
  RESPONSE_MAC1_OFFSET,
  senderIndex,
} from '../../../../shared/wireguard/messages.ts';
import { agree, type KeyPair, keyPairOf } from '../../../crypto/key-agreement.ts';
import { hash, initialChain, initialHash, kdf, mac, mac1KeyOf, open, seal } from './primitives.ts';

const NOTHING = new Uint8Array(0);
const NO_PRESHARED_KEY = new Uint8Array(32);

/** A handshake initiation after it was decrypted, with what the response needs. */
export interface OpenedInitiation {
  /** The initiator's static public key, 32 bytes: authenticated. */
  readonly staticKey: Uint8Array;
  /** TAI64N, 12 bytes; byte order is time order. */
  readonly timestamp: Uint8Array;
  readonly ephemeral: Uint8Array;
  readonly sender: number;
  readonly chain: Uint8Array;
  readonly hash: Uint8Array;
}

/**
 * Decrypts an initiation of 148 bytes whose `mac1` was already found good.
 * @param admits - asked with the claimed static key before the second key agreement is paid for.
 */
export function openInitiation(
  responder: KeyPair,
  datagram: Uint8Array,
  admits: (staticKey: Uint8Array) => boolean,
): OpenedInitiation | 'forged' | 'not-admitted' {
  // The datagram's memory belongs to the socket; the ephemeral outlives this call.
  const message = datagram.slice(0, INITIATION_BYTES);
  const ephemeral = fieldOf(message, field.ephemeral);
  const encryptedStatic = fieldOf(message, field.encryptedStatic);
  const encryptedTimestamp = fieldOf(message, field.encryptedTimestamp);

  let transcript = hash(hash(initialHash, responder.publicKey), ephemeral);
  const [chain1] = kdf(1, initialChain, ephemeral);
  const ephemeralStatic = agree(responder.privateKey, ephemeral);
  if (ephemeralStatic === null) return 'forged';
  const [chain2, staticSealKey] = kdf(2, chain1, ephemeralStatic);
  const staticKey = open(staticSealKey, 0, encryptedStatic, transcript);
  if (staticKey === null) return 'forged';
  if (!admits(staticKey)) return 'not-admitted';

  transcript = hash(transcript, encryptedStatic);
  const staticStatic = agree(responder.privateKey, staticKey);
  if (staticStatic === null) return 'forged';
  const [chain, timestampSealKey] = kdf(2, chain2, staticStatic);
  const timestamp = open(timestampSealKey, 0, encryptedTimestamp, transcript);
  if (timestamp === null) return 'forged';
  return {
    staticKey,
    timestamp,
    ephemeral,
    sender: senderIndex(message),
    chain,
    hash: hash(transcript, encryptedTimestamp),
  };
}

/**
 * Answers an opened initiation.
 * @param index - the session's index on this side. @param random - 32 bytes, used once.
 * @returns the response, and the key of transport data from the initiator; null when a key of theirs is of low order.
 */
export function respond(
  opened: OpenedInitiation,
  index: number,
  random: Uint8Array,
): { response: Uint8Array; receivingKey: Uint8Array } | null {
  const ephemeral = keyPairOf(random);
  const ephemeralEphemeral = agree(ephemeral.privateKey, opened.ephemeral);
  const ephemeralStatic = agree(ephemeral.privateKey, opened.staticKey);
  if (ephemeralEphemeral === null || ephemeralStatic === null) return null;

  const [chain1] = kdf(1, opened.chain, ephemeral.publicKey);
  const [chain2] = kdf(1, chain1, ephemeralEphemeral);
  const [chain3] = kdf(1, chain2, ephemeralStatic);
  const [chain, temporary, sealKey] = kdf(3, chain3, NO_PRESHARED_KEY);
  const transcript = hash(hash(opened.hash, ephemeral.publicKey), temporary);

  const response = encodeResponse({
    sender: index,
    receiver: opened.sender,
    ephemeral: ephemeral.publicKey,
    encryptedNothing: seal(sealKey, 0, NOTHING, transcript),
  });
  const mac1 = mac(mac1KeyOf(opened.staticKey), response.subarray(0, RESPONSE_MAC1_OFFSET));
  response.set(mac1, RESPONSE_MAC1_OFFSET);
  const [receivingKey] = kdf(2, chain, NOTHING);
  return { response, receivingKey };
}
