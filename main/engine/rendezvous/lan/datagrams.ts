/** What is said in a LAN: one byte that tells what it is, and the rest. */
const TYPES = { h: 1, k: 2, look: 3, shown: 4 } as const;
export type LanDatagramType = keyof typeof TYPES;

export function encodeLan(type: LanDatagramType, content: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([Uint8Array.of(TYPES[type]), content]));
}

/** The content, where it is of that type. */
export function decodeLan(type: LanDatagramType, datagram: Uint8Array): Uint8Array | null {
  return datagram[0] === TYPES[type] ? datagram.subarray(1) : null;
}
