import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocket as Connection } from 'ws';
import { openDatabase } from '../../../main/base/database.ts';
import { startControlCore } from '../../../main/servers/control/control-core.ts';
import { defaultControlLimits } from '../../../main/servers/control/limits.ts';
import { partyMigrations } from '../../../main/servers/control/store/party-migrations.ts';
import { openSqlitePartyStore } from '../../../main/servers/control/store/sqlite-party-store.ts';
import { formatEndpoint } from '../../../shared/address.ts';
import { invariant } from '../../../shared/result.ts';
import { type Challenge, makeParty, TestDevice } from '../../contract/control-client.ts';
import { FakeClock } from '../../world/fake-clock.ts';
import { quietLog } from './quiet-log.ts';
import type { Subject } from './subject.ts';

const SERVER = fileURLToPath(new URL('serve-control.ts', import.meta.url));
const asBytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
/** So many frames take a second: what is limited by time is let through again, and what waits for its time comes to it. */
const PER_SECOND = 2_000;
/** Signing in costs both ends more than reading thousands of frames: the others are thrown by strangers. */
const SIGNS_IN_EVERY = 200;

type Hear = (data: { toString(): string }, isBinary: boolean) => void;

/** A socket without a network. */
class Line {
  readonly bufferedAmount = 0;
  isOpen = true;
  readonly said: string[] = [];
  #hear: Hear = () => undefined;
  #gone = (): void => undefined;

  send(text: string): void {
    this.said.push(text);
    if (this.said.length > 8) this.said.shift();
  }

  close(): void {
    this.terminate();
  }

  terminate(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#gone();
  }

  on(event: string, listener: Hear | ((error: Error) => void) | (() => void)): void {
    if (event === 'message') this.#hear = listener as Hear;
    if (event === 'close') this.#gone = listener as () => void;
  }

  says(text: string): void {
    this.#hear(text, false);
  }
}

function wellMeant(device: TestDevice, challenge: Challenge): object[] {
  const party = makeParty();
  const membership = device.membership(challenge, party);
  const record = device.record(party, 2);
  return [
    { id: 1, type: 'hello', ...device.hello(challenge.nonce) },
    {
      id: 2,
      type: 'party.create',
      ...membership,
      memberAuth: device.identity,
      subnet: party.subnet,
      about: 'c2VhbGVk',
    },
    { id: 3, type: 'party.join', ...membership },
    { id: 4, type: 'party.resume', party: party.id, token: 'x'.repeat(43), record },
    { id: 5, type: 'peer.update', record },
    { id: 6, type: 'signal', to: device.peer, sealed: 'c2VhbGVk', signature: record.signature },
    { id: 7, type: 'relay.hold', peer: device.peer, ms: 500 },
    {
      id: 8,
      type: 'relay.register',
      version: 1,
      relay: { id: 'r', publicKey: device.wireguardKey, port: 1, endpoints: [], probe: null, tcp: false },
      proof: 'x',
    },
    { id: 9, type: 'relay.report', clients: 1, bytesForwarded: 1 },
    { id: 10, type: 'heartbeat' },
    { id: 11, type: 'party.leave' },
  ];
}

/** A control server whose sockets need no network. */
export function controlCore(): Subject {
  const opened = openDatabase(':memory:', partyMigrations);
  invariant(opened.ok, 'a database in memory');
  const clock = new FakeClock();
  const core = startControlCore({
    store: openSqlitePartyStore(opened.value.database),
    limits: defaultControlLimits,
    onlyParty: null,
    relaySecret: null,
    clock,
    log: quietLog,
  });
  const device = new TestDevice();
  const challengeOf = ({ said: [first = ''] }: Line): Challenge => JSON.parse(first);
  let line = new Line();
  let [taken, lines] = [0, 0];
  const connect = (signsIn: boolean): Line => {
    const made = new Line();
    core.accept(made, `192.0.2.${++lines % 250}`);
    if (signsIn)
      made.says(JSON.stringify({ id: 1, type: 'hello', ...device.hello(challengeOf(made).nonce) }));
    return made;
  };
  const first = connect(false);
  return {
    valid: wellMeant(device, challengeOf(first)).map(asBytes),
    take(bytes) {
      if (++taken % PER_SECOND === 0) clock.advance(1000);
      if (!line.isOpen || lines === 1) line = connect(taken % SIGNS_IN_EVERY === 0);
      line.says(Buffer.from(bytes).toString());
    },
    stillWorks() {
      clock.advance(60_000);
      const made = connect(true);
      made.says('{"id":2,"type":"heartbeat"}');
      return made.isOpen && (made.said.at(-1) ?? '').includes('"re":2,"ok":true');
    },
    close: () => core.close(),
  };
}

/** The same in a process of its own, over real connections, each of which ends with the first frame that can't be answered. */
export async function controlSocket(): Promise<Subject> {
  const server = spawn(process.execPath, [...process.execArgv, SERVER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const url = `ws://${formatEndpoint(JSON.parse(String(line)))}`;
  const device = new TestDevice();
  let socket: Connection | null = null;
  const connect = async (): Promise<{ socket: Connection; challenge: Challenge }> => {
    const made = new Connection(url);
    // Whoever hangs up in the middle of a frame is told by 'close' as well.
    made.on('error', () => undefined);
    const [data] = (await once(made, 'message')) as [Buffer];
    return { socket: made, challenge: JSON.parse(String(data)) as Challenge };
  };
  const { challenge, socket: opening } = await connect();
  opening.terminate();
  return {
    valid: wellMeant(device, challenge).map(asBytes),
    async take(bytes) {
      if (socket?.readyState !== Connection.OPEN) socket = (await connect()).socket;
      const heard = answerOf(socket);
      socket.send(Buffer.from(bytes).toString());
      await heard;
    },
    async stillWorks() {
      const { socket: made, challenge } = await connect();
      made.send(JSON.stringify({ id: 1, type: 'hello', ...device.hello(challenge.nonce) }));
      const [data] = (await once(made, 'message')) as [Buffer];
      return server.exitCode === null && String(data).includes('"re":1,"ok":true');
    },
    ...(server.pid !== undefined && { pid: server.pid }),
    close: () => void server.kill(),
  };
}

/** Its next frame, or its end. */
function answerOf(socket: Connection): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('message', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('message', done);
    socket.on('close', done);
  });
}
