/** An MQTT broker of one's own as a place: names that follow from the code are its topics. */
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import { dayOf } from '../notes/day-keys.ts';
import type { PlaceRole } from '../place.ts';
import type { Visit, VisitEvents } from '../push-place.ts';
import type { ByteStream, OpenByteStream, StreamTarget } from './byte-stream.ts';
import {
  disconnect,
  encodeConnect,
  encodePublish,
  encodeSubscribe,
  type MqttPacket,
  MqttReader,
  pingRequest,
} from './mqtt-packets.ts';

export interface MqttPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly openByteStream: OpenByteStream;
}

/** Two of these without an answer, and the broker is gone. */
const PING_MS = 30_000;
const ANSWER_MS = 10_000;

export class MqttVisit implements Visit {
  readonly #ports: MqttPorts;
  readonly #role: PlaceRole;
  readonly #events: VisitEvents;
  readonly #reader = new MqttReader();
  readonly #stream: ByteStream;
  #hasEnded = false;
  #isOpen = false;
  #day: number;
  #cancel: () => void = () => undefined;

  constructor(target: StreamTarget, ports: MqttPorts, role: PlaceRole, events: VisitEvents) {
    this.#ports = ports;
    this.#role = role;
    this.#events = events;
    this.#day = this.#today();
    const clientId = Buffer.from(ports.random.bytes(8)).toString('hex');
    this.#stream = ports.openByteStream(target, {
      onOpen: () => {
        this.#stream.write(encodeConnect(clientId));
        this.#expectAnswer();
      },
      onBytes: (bytes) => this.#read(bytes),
      onClose: () => this.#end('unreachable'),
    });
  }

  send(sealed: Uint8Array): void {
    const topic = this.#role.dayKeys(this.#today()).topics[this.#role.sends];
    this.#stream.write(encodePublish(topic, sealed));
  }

  close(): void {
    this.#hasEnded = true;
    this.#cancel();
    this.#stream.write(disconnect);
    this.#stream.close();
  }

  #read(bytes: Uint8Array): void {
    const packets = this.#hasEnded ? [] : this.#reader.read(bytes);
    if (packets === null) this.#end('refused');
    for (const packet of packets ?? []) this.#heard(packet);
  }

  #heard(packet: MqttPacket): void {
    const isRefused =
      packet.type === 'connack' ? packet.code !== 0 : packet.type === 'suback' && !packet.granted;
    if (isRefused) this.#end('refused');
    else if (packet.type === 'publish') this.#events.onNote(packet.payload);
    else if (packet.type === 'connack') this.#subscribe();
    else this.#answered(packet);
  }

  #answered(packet: MqttPacket): void {
    this.#cancel();
    this.#cancel = this.#ports.clock.after(PING_MS, () => this.#ping());
    if (this.#isOpen || packet.type !== 'suback') return;
    this.#isOpen = true;
    this.#events.onOpen();
  }

  /** Of three days, for who meets at a broker of one's own may as well have a clock that is off. */
  #subscribe(): void {
    this.#day = this.#today();
    const days = [this.#day - 1, this.#day, this.#day + 1];
    const topics = days.map((day) => this.#role.dayKeys(day).topics[this.#role.hears]);
    this.#stream.write(encodeSubscribe(1, topics));
    this.#expectAnswer();
  }

  #ping(): void {
    if (this.#day !== this.#today()) {
      this.#subscribe();
      return;
    }
    this.#stream.write(pingRequest);
    this.#expectAnswer();
  }

  #expectAnswer(): void {
    this.#cancel();
    this.#cancel = this.#ports.clock.after(ANSWER_MS, () => this.#end('unreachable'));
  }

  #today(): number {
    return dayOf(this.#ports.clock.date().getTime());
  }

  #end(why: 'refused' | 'unreachable'): void {
    if (this.#hasEnded) return;
    this.close();
    this.#events.onEnd(why);
  }
}
