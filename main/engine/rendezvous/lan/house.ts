/**
 * Parties that may be entered by whoever is in the same house. Nobody announces anything: who looks calls out with a key of that
 * moment, and a host that has chosen to be seen answers to that address alone, sealed with that key. A question is as long as its
 * answer, so that nobody is made to send more than was asked.
 */
import { hkdfSync, randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { parseCode } from '../../../../shared/invite/code.ts';
import { displayNameSchema } from '../../../../shared/model/wire.ts';
import type { Clock } from '../../../base/clock.ts';
import { agree, type KeyPair, keyPairOf } from '../../../crypto/key-agreement.ts';
import { Rate } from '../notes/rate.ts';
import type { HouseParty, Looking, ShownInHouse } from '../rendezvous.ts';
import { decodeLan, encodeLan } from './datagrams.ts';
import type { LanSocket } from './lan-socket.ts';
import type { LanPorts } from './lan-way.ts';

type Shown = ShownInHouse & { readonly peer: string };

const KEY_BYTES = 32;
const SEAL_NONCE_BYTES = 24;
const PLAIN_BYTES = 440;
const CONTENT_BYTES = KEY_BYTES + SEAL_NONCE_BYTES + PLAIN_BYTES + 16;
const AT = { peer: 0, code: 16, lengths: 32, names: 34 };
const NAME_BYTES = 200;

const LOOK_AGAIN_MS = 3000;
const FORGET_MS = 10_000;
const MAX_PARTIES = 32;
/** Of all who look, together. */
const ANSWERS = { burst: 20, perMinute: 300 };

/** Answers who looks. */
export function showInHouse({ clock, openLan }: LanPorts, shown: Shown): { stop(): void } {
  const rate = new Rate(clock, ANSWERS);
  const own = keyPairOf(randomBytes(KEY_BYTES));
  return opened(openLan, (socket) => (datagram, from) => {
    const look = decodeLan('look', datagram);
    if (look?.length !== CONTENT_BYTES || !rate.take()) return;
    const answer = sealShown(own, look.subarray(0, KEY_BYTES), shown);
    if (answer !== null) socket().send(encodeLan('shown', answer), from);
  });
}

/** Asks who is there, again and again. @param tell - told of all, whenever they are others than before. */
export function lookInHouse(
  { clock, openLan }: LanPorts,
  tell: (parties: readonly HouseParty[]) => void,
): Looking {
  const own = keyPairOf(randomBytes(KEY_BYTES));
  const look = Buffer.alloc(CONTENT_BYTES);
  look.set(own.publicKey);
  const found = new Map<string, { readonly party: HouseParty; readonly at: number }>();
  let told = '[]';
  const report = (): void => {
    for (const [key, { at }] of found) if (clock.now() - at > FORGET_MS) found.delete(key);
    const parties = [...found.values()].map(({ party }) => party);
    if (JSON.stringify(parties) === told) return;
    told = JSON.stringify(parties);
    tell(parties);
  };
  const lan = opened(
    openLan,
    () => (datagram, from) => {
      const content = decodeLan('shown', datagram);
      const shown = content === null ? null : openShown(own, content);
      if (shown === null) return;
      const key = `${shown.peer} ${shown.code}`;
      if (found.size >= MAX_PARTIES && !found.has(key)) return;
      found.set(key, { party: { ...shown, address: from.address }, at: clock.now() });
      report();
    },
    (socket) =>
      repeat(clock, () => {
        socket.call(encodeLan('look', look));
        report();
      }),
  );
  return lan;
}

type Heard = Parameters<LanPorts['openLan']>[0];

/** Opens the LAN for as long as it isn't stopped. @param begin - once it is open; returns what ends it. */
function opened(
  openLan: LanPorts['openLan'],
  heard: (socket: () => LanSocket) => Heard,
  begin: (socket: LanSocket) => () => void = () => () => undefined,
): { stop(): void } {
  let socket: LanSocket | null = null;
  let end = (): void => undefined;
  let isStopped = false;
  const listener = heard(() => socket as LanSocket);
  void openLan((datagram, from) => {
    if (socket !== null && !isStopped) listener(datagram, from);
  }).then((open) => {
    if (isStopped) return open?.close();
    socket = open;
    if (open !== null) end = begin(open);
  });
  return {
    stop() {
      isStopped = true;
      end();
      socket?.close();
    },
  };
}

function repeat(clock: Clock, run: () => void): () => void {
  let cancel = (): void => undefined;
  const again = (): void => {
    run();
    cancel = clock.after(LOOK_AGAIN_MS, again);
  };
  // Sockets of each network are bound a moment later.
  cancel = clock.after(50, again);
  return () => cancel();
}

/** Null: the key is none to agree with. */
function sealShown(
  own: KeyPair,
  theirs: Uint8Array,
  { peer, code, partyName, hostName }: Shown,
): Uint8Array | null {
  const key = sharedKey(own, theirs, own.publicKey, theirs);
  if (key === null) return null;
  const plain = Buffer.alloc(PLAIN_BYTES);
  const names = [partyName, hostName].map((name) => Buffer.from(name).subarray(0, NAME_BYTES));
  plain.set(Buffer.from(peer, 'base64url').subarray(0, 16), AT.peer);
  plain.write(code, AT.code, 16, 'latin1');
  plain.set(
    names.map(({ length }) => length),
    AT.lengths,
  );
  plain.set(Buffer.concat(names), AT.names);
  const nonce = randomBytes(SEAL_NONCE_BYTES);
  const sealed = xchacha20poly1305(key, nonce).encrypt(plain);
  return new Uint8Array(Buffer.concat([own.publicKey, nonce, sealed]));
}

function openShown(own: KeyPair, content: Uint8Array): Shown | null {
  if (content.length !== CONTENT_BYTES) return null;
  const theirs = content.subarray(0, KEY_BYTES);
  const key = sharedKey(own, theirs, theirs, own.publicKey);
  const nonce = content.subarray(KEY_BYTES, KEY_BYTES + SEAL_NONCE_BYTES);
  if (key === null) return null;
  try {
    return parseShown(
      Buffer.from(xchacha20poly1305(key, nonce).decrypt(content.subarray(KEY_BYTES + SEAL_NONCE_BYTES))),
    );
  } catch {
    return null;
  }
}

function parseShown(plain: Buffer): Shown | null {
  const [party = 0, host = 0] = plain.subarray(AT.lengths, AT.names);
  const name = (at: number, length: number) =>
    displayNameSchema.safeParse(plain.toString('utf8', AT.names + at, AT.names + at + length));
  const code = parseCode(plain.toString('latin1', AT.code, AT.lengths));
  const [partyName, hostName] = [name(0, party), name(party, host)];
  if (!code.ok || !partyName.success || !hostName.success || party > NAME_BYTES || host > NAME_BYTES)
    return null;
  const peer = plain.toString('base64url', AT.peer, AT.code);
  return { peer, code: code.value, partyName: partyName.data, hostName: hostName.data };
}

function sharedKey(
  own: KeyPair,
  theirs: Uint8Array,
  host: Uint8Array,
  looker: Uint8Array,
): Uint8Array | null {
  const secret = agree(own.privateKey, Uint8Array.from(theirs));
  if (secret === null) return null;
  return new Uint8Array(hkdfSync('sha256', secret, Buffer.concat([host, looker]), 'lanrage/house/v1', 32));
}
