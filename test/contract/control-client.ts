/** A raw client of the control protocol, for saying right and wrong things to a real server. */
import { randomBytes } from 'node:crypto';
import { fromBase64url } from '../../main/crypto/encoding.ts';
import { keyPairOf } from '../../main/crypto/key-agreement.ts';
import { proveKey } from '../../main/crypto/key-proof.ts';
import { partyIdOf } from '../../main/crypto/party-keys.ts';
import { peerIdOf } from '../../main/crypto/peer-id.ts';
import { publicKeyOf, sign } from '../../main/crypto/signature.ts';
import { type Endpoint, formatEndpoint } from '../../shared/address.ts';
import {
  answerSchema,
  type ControlAnswer,
  type ControlPush,
  type Joined,
  joinedSchema,
  type Member,
  type MemberRecord,
  pushSchema,
} from '../../shared/control/messages.ts';
import { helloBytes, keyProofBytes, proofBytes, recordBytes } from '../../shared/control/transcripts.ts';

type Push<T extends ControlPush['type']> = Extract<ControlPush, { type: T }>;

/** What a party is to those who know its code. */
export interface TestParty {
  readonly id: string;
  readonly seed: Uint8Array;
  readonly subnet: string;
}

export function makeParty(subnet = '10.66.0.0/16'): TestParty {
  const seed = new Uint8Array(randomBytes(32));
  return { id: partyIdOf(publicKeyOf(seed)), seed, subnet };
}

export type Challenge = Pick<Push<'challenge'>, 'nonce' | 'key'>;

/** One machine with its keys. */
export class TestDevice {
  readonly seed: Uint8Array = randomBytes(32);
  readonly identity: string = publicKeyOf(this.seed);
  readonly peer: string = peerIdOf(this.identity);
  wireguardSecret: Uint8Array = new Uint8Array(randomBytes(32));

  get wireguardKey(): string {
    return Buffer.from(keyPairOf(this.wireguardSecret).publicKey).toString('base64');
  }

  hello(nonce: string): object {
    const signature = sign(this.seed, helloBytes(nonce));
    return { version: 1, identity: this.identity, signature, app: 'test' };
  }

  record(party: TestParty, seq = 1, sealed = 'c2VhbGVk'): MemberRecord {
    const bytes = recordBytes(party.id, this.wireguardKey, seq, sealed);
    return { seq, sealed, signature: sign(this.seed, bytes) };
  }

  membership(
    { nonce, key }: Challenge,
    party: TestParty,
    record = this.record(party),
  ): Record<string, unknown> {
    const { identity, wireguardKey } = this;
    const proof = sign(party.seed, proofBytes(nonce, party.id, identity, wireguardKey));
    const { privateKey } = keyPairOf(this.wireguardSecret);
    const told = keyProofBytes(nonce, key, party.id, identity, wireguardKey);
    const keyProof = proveKey(privateKey, fromBase64url(key), told);
    return { party: party.id, proof, wireguardKey, keyProof, record };
  }
}

/** One connection. Pushes wait until they are asked for. */
export class TestClient {
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly challenge: Promise<Challenge>;
  readonly nonce: Promise<string>;
  readonly #socket: WebSocket;
  readonly #pushes: ControlPush[] = [];
  readonly #wanted: { type: string; resolve: (push: ControlPush) => void }[] = [];
  readonly #answers = new Map<number, (answer: ControlAnswer) => void>();
  /** Sizes of the frames that came, in characters. */
  readonly frameSizes: number[] = [];
  #id = 0;

  constructor(endpoint: Endpoint) {
    this.#socket = new WebSocket(`ws://${formatEndpoint(endpoint)}`);
    this.#socket.onmessage = ({ data }) => this.#hear(String(data));
    this.closed = new Promise((resolve) => {
      this.#socket.onclose = ({ code, reason }) => resolve({ code, reason });
    });
    this.challenge = this.next('challenge');
    this.nonce = this.challenge.then(({ nonce }) => nonce);
  }

  /** The next push of that type, which may have come already. */
  next<T extends ControlPush['type']>(type: T): Promise<Push<T>> {
    const place = this.#pushes.findIndex((push) => push.type === type);
    const [push] = place === -1 ? [] : this.#pushes.splice(place, 1);
    if (push !== undefined) return Promise.resolve(push as Push<T>);
    return new Promise((resolve) => {
      this.#wanted.push({ type, resolve: (found) => resolve(found as Push<T>) });
    });
  }

  /** The types of pushes that nobody asked for; complete once a request that was sent later is answered. */
  get waiting(): readonly string[] {
    return this.#pushes.map((push) => push.type);
  }

  ask(type: string, fields: object = {}): Promise<ControlAnswer> {
    this.#id += 1;
    const id = this.#id;
    this.sendRaw(JSON.stringify({ id, type, ...fields }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  sendRaw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    this.frameSizes.push(text.length);
    const value: unknown = JSON.parse(text);
    const answer = answerSchema.safeParse(value);
    if (answer.success) {
      this.#answers.get(answer.data.re)?.(answer.data);
      this.#answers.delete(answer.data.re);
      return;
    }
    const push = pushSchema.parse(value);
    const place = this.#wanted.findIndex(({ type }) => type === push.type);
    if (place === -1) this.#pushes.push(push);
    else this.#wanted.splice(place, 1)[0]?.resolve(push);
  }
}

/** Connects and says hello. */
export async function greet(endpoint: Endpoint, device: TestDevice): Promise<TestClient> {
  const client = new TestClient(endpoint);
  const answer = await client.ask('hello', device.hello(await client.nonce));
  if (!answer.ok) throw new Error(`hello refused: ${answer.fault.code}`);
  return client;
}

export interface Seated {
  readonly client: TestClient;
  readonly joined: Joined;
  readonly members: readonly Member[];
  readonly seq: number;
}

/** Connects, says hello and makes the party. */
export async function create(endpoint: Endpoint, device: TestDevice, party: TestParty): Promise<Seated> {
  const client = await greet(endpoint, device);
  return seat(client, await client.ask('party.create', await creation(client, device, party)));
}

/** Connects, says hello and joins the party. */
export async function join(
  endpoint: Endpoint,
  device: TestDevice,
  party: TestParty,
  record?: MemberRecord,
): Promise<Seated> {
  const client = await greet(endpoint, device);
  return seat(
    client,
    await client.ask('party.join', device.membership(await client.challenge, party, record)),
  );
}

/** What `party.create` says. */
export async function creation(client: TestClient, device: TestDevice, party: TestParty): Promise<object> {
  const { subnet, seed } = party;
  const terms = { memberAuth: publicKeyOf(seed), subnet, about: 'YWJvdXQ' };
  return { ...device.membership(await client.challenge, party), ...terms };
}

/** Takes an answer that must be a seat, and the snapshot after it. */
export async function seat(client: TestClient, answer: ControlAnswer): Promise<Seated> {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.fault)}`);
  const members: Member[] = [];
  for (;;) {
    const page = await client.next('party.snapshot');
    members.push(...page.members);
    if (page.last) return { client, joined: joinedSchema.parse(answer.value), members, seq: page.seq };
  }
}
