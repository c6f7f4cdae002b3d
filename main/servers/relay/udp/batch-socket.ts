/**
 * A UDP socket that takes and sends datagrams many at a time, by recvmmsg(2) and sendmmsg(2). Node's own makes a
 * buffer, an object and some text for each, which costs more than all that the relay does with it. IPv4 on 64-bit Linux
 * only; koffi calls the C library.
 */
import { type Endpoint, parseIpv4 } from '../../../../shared/address.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { BATCH, MEMORY_BYTES, MessageMemory, packIpv4, unpackIpv4 } from './message-memory.ts';
import type { BindFault, RelaySocket, Take } from './relay-socket.ts';

type Koffi = typeof import('koffi')['default'];

const [AF_INET, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_CLOEXEC] = [2, 2, 0o4000, 0o2000000];
const [SOL_SOCKET, SO_SNDBUF, SO_RCVBUF, SO_REUSEPORT] = [1, 7, 8, 15];
const MSG_DONTWAIT = 0x40;
const NAME_BYTES = 16;
/** Batches that are taken before everything else of the process has its turn. */
const BATCHES_IN_TURN = 8;
/** Sources whose text is kept; who floods from more makes it slower, not larger. */
const KNOWN_SOURCES = 65_536;

interface Calls {
  readonly koffi: Koffi;
  readonly errno: () => number;
  readonly socket: (family: number, type: number, protocol: number) => number;
  readonly bind: (fd: number, name: Uint8Array, length: number) => number;
  readonly getsockname: (fd: number, name: Uint8Array, length: Uint8Array) => number;
  readonly getsockopt: (
    fd: number,
    level: number,
    option: number,
    value: Uint8Array,
    length: Uint8Array,
  ) => number;
  readonly setsockopt: (
    fd: number,
    level: number,
    option: number,
    value: Uint8Array,
    length: number,
  ) => number;
  readonly sendto: (
    fd: number,
    data: Uint8Array,
    length: number,
    flags: number,
    name: Uint8Array,
    nameLength: number,
  ) => number;
  readonly recvmmsg: (fd: number, headers: bigint, count: number, flags: number, timeout: null) => number;
  readonly sendmmsg: (fd: number, headers: bigint, count: number, flags: number) => number;
  readonly close: (fd: number) => number;
}

export type BindBatchSocket = (
  endpoint: Endpoint,
  options: { readonly reusePort: boolean; readonly bufferBytes: number },
) => Result<RelaySocket, BindFault>;

/** Gets at the calls; a text says why they can't be had here. */
export async function loadBatchSockets(): Promise<BindBatchSocket | string> {
  const isKnown = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  if (!isKnown) return `not known on ${process.platform} ${process.arch}`;
  try {
    const { default: koffi } = await import('koffi');
    const calls = bindCalls(koffi);
    return (endpoint, options) => bindBatchSocket(calls, endpoint, options);
  } catch (error) {
    // The add-on is missing for this processor, or the C library is another one.
    return error instanceof Error ? error.message : String(error);
  }
}

function bindCalls(koffi: Koffi): Calls {
  const library = koffi.load(null);
  return {
    koffi,
    errno: () => koffi.errno(),
    socket: library.func('int socket(int, int, int)'),
    bind: library.func('int bind(int, const void *, uint32_t)'),
    getsockname: library.func('int getsockname(int, void *, void *)'),
    getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
    sendto: library.func('long sendto(int, const void *, size_t, int, const void *, uint32_t)'),
    recvmmsg: library.func('int recvmmsg(int, void *, unsigned int, int, void *)'),
    sendmmsg: library.func('int sendmmsg(int, void *, unsigned int, int)'),
    close: library.func('int close(int)'),
  };
}

function bindBatchSocket(
  calls: Calls,
  endpoint: Endpoint,
  { reusePort, bufferBytes }: { readonly reusePort: boolean; readonly bufferBytes: number },
): Result<RelaySocket, BindFault> {
  const { address, port } = endpoint;
  const ipv4 = parseIpv4(address);
  const fd = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (ipv4 === null || fd < 0) return fail(fault('serve.address-unavailable', { address }));
  const set = (option: number, value: number): void => {
    calls.setsockopt(fd, SOL_SOCKET, option, Buffer.from(Int32Array.of(value).buffer), 4);
  };
  if (reusePort) set(SO_REUSEPORT, 1);
  set(SO_RCVBUF, bufferBytes);
  set(SO_SNDBUF, bufferBytes);
  if (calls.bind(fd, nameOf(packIpv4(ipv4, port)), NAME_BYTES) !== 0) {
    const isTaken = calls.errno() === calls.koffi.os.errno.EADDRINUSE;
    calls.close(fd);
    return fail(
      isTaken
        ? fault('serve.port-taken', { protocol: 'udp', address, port })
        : fault('serve.address-unavailable', { address }),
    );
  }
  const name = Buffer.alloc(NAME_BYTES);
  calls.getsockname(fd, name, Buffer.from(Uint32Array.of(NAME_BYTES).buffer));
  return ok(new BatchSocket(calls, fd, { address, port: name.readUInt16BE(2) }));
}

class BatchSocket implements RelaySocket {
  readonly endpoint: Endpoint;
  readonly #calls: Calls;
  readonly #fd: number;
  readonly #memory: MessageMemory;
  readonly #sources = new Map<number, Endpoint>();
  readonly #addresses = new Map<string, number>();
  #take: Take = () => undefined;
  /** Datagrams placed to be sent when the batch is done with; null while none is handed over. */
  #placed: number | null = null;
  #closed = false;
  #stopWatching = (): void => undefined;

  constructor(calls: Calls, fd: number, endpoint: Endpoint) {
    this.#calls = calls;
    this.#fd = fd;
    this.endpoint = endpoint;
    // Memory of C, kept for good: the kernel writes there, so it must not move.
    const pointer = calls.koffi.alloc('uint8_t', MEMORY_BYTES);
    const memory = calls.koffi.view(pointer, MEMORY_BYTES);
    this.#memory = new MessageMemory(memory, calls.koffi.address(pointer));
  }

  get bufferBytes() {
    return { receive: this.#option(SO_RCVBUF), send: this.#option(SO_SNDBUF) };
  }

  listen(take: Take): void {
    this.#take = take;
    const handle = this.#calls.koffi.node.poll(this.#fd, { readable: true }, () => this.#drain());
    this.#stopWatching = () => handle.close();
  }

  send(datagram: Uint8Array, address: string, port: number): void {
    const ipv4 = this.#addressOf(address);
    // The number of a closed descriptor may be another file's by now.
    if (ipv4 === null || this.#closed) return;
    const to = packIpv4(ipv4, port);
    if (this.#placed !== null && this.#placed < BATCH && this.#memory.holds(datagram)) {
      this.#memory.place(this.#placed++, datagram, to);
    } else {
      this.#calls.sendto(this.#fd, datagram, datagram.length, MSG_DONTWAIT, nameOf(to), NAME_BYTES);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWatching();
    this.#calls.close(this.#fd);
  }

  #option(name: number): number {
    const value = Buffer.alloc(4);
    const length = Buffer.from(Uint32Array.of(value.length).buffer);
    this.#calls.getsockopt(this.#fd, SOL_SOCKET, name, value, length);
    return value.readInt32LE();
  }

  #drain(): void {
    for (let batch = 0; batch < BATCHES_IN_TURN; batch++) {
      this.#memory.renew();
      const count = this.#calls.recvmmsg(this.#fd, this.#memory.inbound, BATCH, MSG_DONTWAIT, null);
      if (count <= 0) return;
      this.#placed = 0;
      for (let n = 0; n < count && !this.#closed; n++) {
        const datagram = this.#memory.datagram(n);
        const { address, port } = this.#sourceOf(this.#memory.source(n));
        if (datagram !== null) this.#take(datagram, address, port);
      }
      if (this.#closed) return;
      this.#flush(this.#placed);
      this.#placed = null;
      if (count < BATCH) return;
    }
  }

  /** A datagram that the system refuses is passed over, as the network drops one. */
  #flush(placed: number): void {
    for (let sent = 0; sent < placed; ) {
      const count = this.#calls.sendmmsg(this.#fd, this.#memory.outbound(sent), placed - sent, MSG_DONTWAIT);
      sent += Math.max(1, count);
    }
  }

  #sourceOf(packed: number): Endpoint {
    const known = this.#sources.get(packed);
    if (known !== undefined) return known;
    if (this.#sources.size >= KNOWN_SOURCES) this.#sources.clear();
    const source = unpackIpv4(packed);
    this.#sources.set(packed, source);
    return source;
  }

  #addressOf(address: string): number | null {
    const known = this.#addresses.get(address);
    if (known !== undefined) return known;
    if (this.#addresses.size >= KNOWN_SOURCES) this.#addresses.clear();
    const ipv4 = parseIpv4(address);
    if (ipv4 !== null) this.#addresses.set(address, ipv4);
    return ipv4;
  }
}

/** A sockaddr_in. */
function nameOf(packed: number): Uint8Array {
  const { port } = unpackIpv4(packed);
  const name = Buffer.alloc(NAME_BYTES);
  name.writeUInt16LE(AF_INET, 0);
  name.writeUInt16BE(port, 2);
  name.writeUInt32LE(Math.floor(packed / 65_536), 4);
  return name;
}
