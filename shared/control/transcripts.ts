/**
 * The exact bytes that are signed, sealed or authenticated in the control plane.
 * Every transcript begins with a label of its own, so that no signature can stand in for another, and joins its
 * parts with their lengths (4 bytes, big-endian), so that no two lists of parts give the same bytes.
 */

const encoder = new TextEncoder();

type Part = string | number | Uint8Array;

/** Signed by the identity key in `hello`. @param nonce - the challenge, base64url. */
export function helloBytes(nonce: string): Uint8Array {
  return transcript('lanrage/hello/v1', nonce);
}

/** Signed by `member-auth` in `party.create` and `party.join`: binds party, device and WireGuard key to this connection. */
export function proofBytes(nonce: string, party: string, identity: string, wireguardKey: string): Uint8Array {
  return transcript('lanrage/proof/v1', nonce, party, identity, wireguardKey);
}

/**
 * Authenticated by the WireGuard key with the server's, since it can't sign: who it stands for, where and now.
 * @param serverKey - as the challenge told it, base64url.
 */
export function keyProofBytes(
  nonce: string,
  serverKey: string,
  party: string,
  identity: string,
  wireguardKey: string,
): Uint8Array {
  return transcript('lanrage/wireguard-key/v1', nonce, serverKey, party, identity, wireguardKey);
}

/** Signed by the identity over its record; the WireGuard key is in it, so that a server can't swap it. */
export function recordBytes(party: string, wireguardKey: string, seq: number, sealed: string): Uint8Array {
  return transcript('lanrage/record/v1', party, wireguardKey, seq, sealed);
}

/** Signed by the sender's identity over a signal. @param from - peer id. @param to - peer id. */
export function signalBytes(party: string, from: string, to: string, sealed: string): Uint8Array {
  return transcript('lanrage/signal/v1', party, from, to, sealed);
}

/** Authenticated with the shared secret when a relay registers. */
export function relayProofBytes(nonce: string, relayId: string, publicKey: string): Uint8Array {
  return transcript('lanrage/relay/v1', nonce, relayId, publicKey);
}

/** Joins labelled parts so that they can be told apart again. */
export function transcript(label: string, ...parts: readonly Part[]): Uint8Array {
  const chunks = [label, ...parts].flatMap((part) => {
    const bytes = part instanceof Uint8Array ? part : encoder.encode(String(part));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, bytes.length);
    return [length, bytes];
  });
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
