/** The handful of C calls that probes need, by koffi. Nothing here blocks, and nothing runs on libuv's threads. */
import { endianness } from 'node:os';
import { invariant } from '../../../../shared/result.ts';
import { type SocketLayout, socketLayout } from './socket-layout.ts';

/** The calls on sockets; results are as in C, errors as negative errno. */
export interface CLibrary {
  readonly layout: SocketLayout;
  socket(family: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array): number;
  /** The socket's own address, as bytes. */
  ownAddress(fd: number): Buffer;
  setOption(fd: number, level: number, option: number, value: number | Uint8Array): number;
  send(fd: number, data: Uint8Array, to: Uint8Array): number;
  /** One packet without waiting, or negative errno. */
  receive(fd: number, flags: number): ReceivedMessage | number;
  /** Wall-clock ms with fractions: the clock that the kernel stamps packets with. */
  wallMs(): number;
  /** Calls back whenever there is something to receive, until the returned function is called. */
  watch(fd: number, onReadable: () => void): () => void;
  close(fd: number): void;
  /** The name of an errno, e.g. EACCES. */
  errorName(errno: number): string;
}

export interface ReceivedMessage {
  readonly data: Buffer;
  readonly name: Buffer;
  readonly control: Buffer;
}

type Koffi = typeof import('koffi');

/** The largest packet of a path whose MTU is looked for (jumbo frames have 9,000 bytes). */
const DATA_BYTES = 10_240;
const NAME_BYTES = 28;
const CONTROL_BYTES = 512;
const REALTIME = 0;

/** Opens this system's C library; `reason` says why native probes can't be had. */
export async function openCLibrary(
  platform: NodeJS.Platform = process.platform,
): Promise<CLibrary | { readonly reason: string }> {
  const layout = socketLayout(platform);
  if (layout === null || endianness() !== 'LE') return { reason: `not known on ${platform}` };
  try {
    const { default: koffi } = await import('koffi');
    return bindLibrary(koffi, layout);
  } catch (error) {
    // The add-on is missing for this processor, or the C library is another one.
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function bindLibrary(koffi: Koffi['default'], layout: SocketLayout): CLibrary {
  const library = koffi.load(null);
  const call = (definition: string) => library.func(definition);
  const socket = call('int socket(int, int, int)');
  const bind = call('int bind(int, const void *, uint32_t)');
  const getsockname = call('int getsockname(int, void *, void *)');
  const setsockopt = call('int setsockopt(int, int, int, const void *, uint32_t)');
  const sendto = call('long sendto(int, const void *, size_t, int, const void *, uint32_t)');
  const recvmsg = call('long recvmsg(int, void *, int)');
  const clockGettime = call('int clock_gettime(int, void *)');
  const close = call('int close(int)');

  // The kernel writes through these addresses during recvmsg, so they must not move: memory of C, kept for good.
  const reserve = (bytes: number): bigint => koffi.alloc('uint8_t', bytes) as bigint;
  const memory = { data: reserve(DATA_BYTES), name: reserve(NAME_BYTES), control: reserve(CONTROL_BYTES) };
  const vector = reserve(16);
  koffi.encode(vector, koffi.array('uint64_t', 2), [memory.data, BigInt(DATA_BYTES)]);
  /** Making a type takes longer than using it, and packets have few different lengths. */
  const arrays = new Map<number, ReturnType<typeof koffi.array>>();
  const copy = (from: bigint, bytes: number): Buffer => {
    if (bytes <= 0) return Buffer.alloc(0);
    const type = arrays.get(bytes) ?? koffi.array('uint8_t', bytes, 'Typed');
    arrays.set(bytes, type);
    const copied = koffi.decode(from, type) as Uint8Array;
    return Buffer.from(copied.buffer, copied.byteOffset, copied.byteLength);
  };

  const { message } = layout;
  const template = Buffer.alloc(message.size);
  template.writeBigUInt64LE(koffi.address(memory.name), message.name);
  template.writeUInt32LE(NAME_BYTES, message.nameLength);
  template.writeBigUInt64LE(koffi.address(vector), message.vector);
  template.writeUInt32LE(1, message.vectorLength);
  template.writeBigUInt64LE(koffi.address(memory.control), message.control);
  template.writeUInt32LE(CONTROL_BYTES, message.controlLength);

  const names = errnoNames(koffi);
  const orErrno = (result: number | bigint): number => (result < 0 ? -koffi.errno() : Number(result));
  const header = Buffer.alloc(message.size);
  const time = Buffer.alloc(16);
  return {
    layout,
    socket: (family, type, protocol) => orErrno(socket(family, type, protocol)),
    bind: (fd, address) => orErrno(bind(fd, address, address.length)),
    ownAddress(fd) {
      const name = Buffer.alloc(NAME_BYTES);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(NAME_BYTES);
      invariant(getsockname(fd, name, length) === 0, 'a socket of ours has no address');
      return name.subarray(0, length.readUInt32LE(0));
    },
    setOption(fd, level, option, value) {
      const bytes = typeof value === 'number' ? Buffer.from(Int32Array.of(value).buffer) : value;
      return orErrno(setsockopt(fd, level, option, bytes, bytes.length));
    },
    send: (fd, data, to) => orErrno(sendto(fd, data, data.length, layout.dontWait, to, to.length)),
    receive(fd, flags) {
      template.copy(header);
      const length = orErrno(recvmsg(fd, header, layout.dontWait | flags));
      if (length < 0) return length;
      return {
        data: copy(memory.data, Math.min(length, DATA_BYTES)),
        name: copy(memory.name, Math.min(header.readUInt32LE(message.nameLength), NAME_BYTES)),
        control: copy(memory.control, Math.min(header.readUInt32LE(message.controlLength), CONTROL_BYTES)),
      };
    },
    wallMs() {
      clockGettime(REALTIME, time);
      return Number(time.readBigInt64LE(0)) * 1000 + Number(time.readBigInt64LE(8)) / 1e6;
    },
    watch: (fd, onReadable) => watchDescriptor(koffi, fd, onReadable),
    close: (fd) => void close(fd),
    errorName: (errno) => names.get(errno) ?? `errno ${errno}`,
  };
}

/** What koffi's `poll` really gives its callback: libuv's status first; its types leave that out. */
type PollCallback = (status: number) => void;

function watchDescriptor(koffi: Koffi['default'], fd: number, onReadable: () => void): () => void {
  let open = true;
  const callback: PollCallback = (status) => {
    onReadable();
    // libuv stops watching a socket that has something in its error queue, and says so by a negative status.
    if (open && status < 0) handle.start({ readable: true }, callback as unknown as () => void);
  };
  const handle = koffi.node.poll(fd, { readable: true }, callback as unknown as () => void);
  handle.unref();
  return () => {
    if (!open) return;
    open = false;
    handle.close();
  };
}

/** Where two names have one number (EAGAIN and EWOULDBLOCK), the first is taken. */
function errnoNames({ os }: Koffi['default']): ReadonlyMap<number, string> {
  return new Map(
    Object.entries(os.errno)
      .map(([name, errno]) => [errno, name] as const)
      .reverse(),
  );
}
