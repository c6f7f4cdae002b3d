/** Packets of MQTT 3.1.1, as far as notes need them: QoS 0, a clean session, no retained messages. */

export type MqttPacket =
  | { readonly type: 'connack'; readonly code: number }
  | { readonly type: 'suback'; readonly granted: boolean }
  | { readonly type: 'publish'; readonly topic: string; readonly payload: Uint8Array }
  | { readonly type: 'pingresp' };

const TYPES = {
  connect: 1,
  connack: 2,
  publish: 3,
  subscribe: 8,
  suback: 9,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
};
/** A broker that sends more in one packet sends nothing that concerns us. */
const MAX_PACKET_BYTES = 4096;
const KEEP_ALIVE_S = 60;

export function encodeConnect(clientId: string): Buffer {
  const level = 4;
  const cleanSession = 0b10;
  const header = Buffer.concat([text('MQTT'), Buffer.from([level, cleanSession, 0, KEEP_ALIVE_S])]);
  return packet(TYPES.connect, 0, Buffer.concat([header, text(clientId)]));
}

export function encodeSubscribe(id: number, topics: readonly string[]): Buffer {
  const filters = topics.map((topic) => Buffer.concat([text(topic), Buffer.of(0)]));
  return packet(TYPES.subscribe, 0b0010, Buffer.concat([Buffer.of(id >> 8, id & 255), ...filters]));
}

export function encodePublish(topic: string, payload: Uint8Array): Buffer {
  return packet(TYPES.publish, 0, Buffer.concat([text(topic), payload]));
}

export const pingRequest = packet(TYPES.pingreq, 0, Buffer.alloc(0));
export const disconnect = packet(TYPES.disconnect, 0, Buffer.alloc(0));

/** Cuts a stream into packets; those of kinds that don't concern us are left out. */
export class MqttReader {
  #pending = Buffer.alloc(0);

  /** Null: this is no MQTT, or too much of it. */
  read(bytes: Uint8Array): MqttPacket[] | null {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const packets: MqttPacket[] = [];
    for (;;) {
      const head = this.#head();
      if (head === null) return null;
      if (head === 'more' || this.#pending.length < head.from + head.length) return packets;
      const parsed = parse(this.#pending[0] ?? 0, this.#pending.subarray(head.from, head.from + head.length));
      if (parsed === null) return null;
      if (parsed !== 'other') packets.push(parsed);
      this.#pending = this.#pending.subarray(head.from + head.length);
    }
  }

  /** Where the body begins, and how long it is. */
  #head(): { readonly from: number; readonly length: number } | 'more' | null {
    let length = 0;
    for (let i = 0; i < 4; i++) {
      const byte = this.#pending[1 + i];
      if (byte === undefined) return 'more';
      length += (byte & 127) << (7 * i);
      if (length > MAX_PACKET_BYTES) return null;
      if (byte < 128) return { from: 2 + i, length };
    }
    return null;
  }
}

function parse(first: number, body: Buffer): MqttPacket | 'other' | null {
  switch (first >> 4) {
    case TYPES.connack:
      return body.length < 2 ? null : { type: 'connack', code: body[1] ?? 255 };
    case TYPES.suback:
      return body.length < 3
        ? null
        : { type: 'suback', granted: body.subarray(2).every((code) => code < 128) };
    case TYPES.pingresp:
      return { type: 'pingresp' };
    case TYPES.publish: {
      const end = body.length < 2 ? 2 : 2 + body.readUInt16BE(0);
      if (end > body.length || body.length < 2) return null;
      const hasId = (first & 0b0110) !== 0;
      const payload = Uint8Array.from(body.subarray(hasId ? end + 2 : end));
      return { type: 'publish', topic: body.toString('utf8', 2, end), payload };
    }
    default:
      return 'other';
  }
}

function packet(type: number, flags: number, body: Buffer): Buffer {
  const length: number[] = [];
  for (let left = body.length; ; left >>= 7) {
    length.push((left & 127) | (left > 127 ? 128 : 0));
    if (left <= 127) break;
  }
  return Buffer.concat([Buffer.of((type << 4) | flags, ...length), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}
