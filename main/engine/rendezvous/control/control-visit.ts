/** A control server as a place. It is told an identity that is drawn for this connection alone. */
import { CONTROL_HEARTBEAT_MS, CONTROL_PROTOCOL_VERSION } from '../../../../shared/control/messages.ts';
import { helloBytes } from '../../../../shared/control/transcripts.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { Random } from '../../../base/random.ts';
import { ControlConnection } from '../../../control-client/control-connection.ts';
import type { OpenControlSocket } from '../../../control-client/control-socket.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encoding.ts';
import { publicKeyOf, sign } from '../../../crypto/signature.ts';
import { dayOf } from '../notes/day-keys.ts';
import type { PlaceRole } from '../place.ts';
import type { Visit, VisitEvents } from '../push-place.ts';

export interface ControlPlacePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly openSocket: OpenControlSocket;
}

export class ControlVisit implements Visit {
  readonly #ports: ControlPlacePorts;
  readonly #role: PlaceRole;
  readonly #events: VisitEvents;
  readonly #abort = new AbortController();
  #connection: ControlConnection | null = null;
  #hasEnded = false;
  #day = 0;
  #cancel: () => void = () => undefined;

  constructor(url: string, ports: ControlPlacePorts, role: PlaceRole, events: VisitEvents) {
    this.#ports = ports;
    this.#role = role;
    this.#events = events;
    void this.#open(url);
  }

  send(sealed: Uint8Array): void {
    const topic = this.#role.dayKeys(this.#today()).topics[this.#role.sends];
    void this.#connection?.request({ type: 'meeting.tell', topic, note: toBase64url(sealed) });
  }

  close(): void {
    this.#hasEnded = true;
    this.#cancel();
    this.#abort.abort();
    this.#connection?.close();
  }

  async #open(url: string): Promise<void> {
    const { openSocket: open, random, clock, log } = this.#ports;
    const opened = await ControlConnection.open(url, { open, clock, log, signal: this.#abort.signal });
    if (!opened.ok) return this.#end('unreachable');
    const connection = opened.value;
    if (this.#hasEnded) return connection.close();
    this.#connection = connection;
    connection.listen({
      onPush: (push) => {
        if (push.type === 'meeting.note') this.#events.onNote(fromBase64url(push.note));
      },
      onClose: () => this.#end('unreachable'),
    });
    const seed = random.bytes(32);
    const signature = sign(seed, helloBytes(connection.nonce));
    const identity = publicKeyOf(seed);
    const version = CONTROL_PROTOCOL_VERSION;
    const hello = await connection.request({ type: 'hello', version, identity, signature, app: '' });
    if (!hello.ok || !(await this.#hear(connection))) return this.#end('refused');
    if (this.#hasEnded) return;
    this.#events.onOpen();
    this.#beat(connection);
  }

  /** The names of three days, for who meets at a server of one's own may as well have a clock that is off. */
  async #hear(connection: ControlConnection): Promise<boolean> {
    this.#day = this.#today();
    const topics = [this.#day - 1, this.#day, this.#day + 1].map(
      (day) => this.#role.dayKeys(day).topics[this.#role.hears],
    );
    return (await connection.request({ type: 'meeting.hear', topics })).ok;
  }

  #beat(connection: ControlConnection): void {
    this.#cancel = this.#ports.clock.after(CONTROL_HEARTBEAT_MS, () => {
      void connection.request({ type: 'heartbeat' });
      if (this.#day !== this.#today()) void this.#hear(connection);
      this.#beat(connection);
    });
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
