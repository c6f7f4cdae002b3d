/** An ICMP socket of the kernel: sends echo requests, hands out replies and complaints with the kernel's own times. */
import type { CLibrary, ReceivedMessage } from '../native/c-library.ts';
import { readControlData } from '../native/control-data.ts';
import { decodeSocketAddress, encodeSocketAddress } from '../native/socket-address.ts';
import type { Family } from '../native/socket-layout.ts';
import {
  decodeMessage,
  decodeRequest,
  describeTrouble,
  type Echo,
  type QuotedEcho,
  stripIpv4Header,
  type Trouble,
} from './icmp-message.ts';

export type IcmpWay = 'icmp-datagram' | 'icmp-raw';

export interface EchoReply {
  readonly kind: 'reply';
  readonly from: string;
  readonly echo: Echo;
  readonly ttl: number | null;
  /** Wall-clock ms, of the clock that `sentMs` is of. */
  readonly receivedMs: number;
}

export interface EchoTrouble {
  readonly kind: 'trouble';
  /** null: this machine itself. */
  readonly from: string | null;
  readonly quoted: QuotedEcho;
  readonly trouble: Trouble;
  readonly receivedMs: number;
}

export interface SendOptions {
  /** 1–255; the system's own when absent. */
  readonly ttl?: number;
  /** Neither this machine nor a router may fragment it. */
  readonly dontFragment?: boolean;
}

export interface IcmpSocket {
  readonly via: IcmpWay;
  /** What every request of this socket carries; the kernel chooses it for datagram sockets. */
  readonly identifier: number;
  /** `error`: the system's name of why it won't. */
  send(request: Uint8Array, to: string, options?: SendOptions): { sentMs: number } | { error: string };
  close(): void;
}

export interface IcmpSocketOptions {
  readonly library: CLibrary;
  readonly family: Family;
  readonly via: IcmpWay;
  readonly randomIdentifier: number;
  readonly onEvent: (event: EchoReply | EchoTrouble) => void;
}

const TYPE = { 'icmp-datagram': 2, 'icmp-raw': 3 } as const;
const PROTOCOL = { 4: 1, 6: 58 } as const;
/** Packets read at a go, so that a flood can't keep the event loop. */
const READS_AT_ONCE = 256;
const NOTHING_LEFT: ReadonlySet<string> = new Set(['EAGAIN', 'EWOULDBLOCK']);
const DEFAULT_TTL = 64;
const SOL_RAW = 255;
const ICMP_FILTER = 1;
const ICMP6_FILTER = 1;

/** Opens it; `error`: the system's name of why it can't be had, e.g. EACCES. */
export function openIcmpSocket(options: IcmpSocketOptions): IcmpSocket | { readonly error: string } {
  const { library, family, via } = options;
  const { layout } = library;
  const fd = library.socket(layout.inet[family], TYPE[via] | layout.closeOnExec, PROTOCOL[family]);
  if (fd < 0) return { error: library.errorName(-fd) };
  const ip = layout.ip[family];
  // Where one of these is refused, times come from the event loop and errors as time-outs: worse, but true.
  library.setOption(fd, layout.socketLevel, layout.timestampOption, 1);
  library.setOption(fd, ip.level, ip.receiveTtl, 1);
  if (ip.receiveErrors !== null) library.setOption(fd, ip.level, ip.receiveErrors, 1);
  if (via === 'icmp-raw') hearRepliesOnly(library, fd, family);
  const identifier = identify(options, fd);
  const stopWatching = library.watch(fd, () => drain(options, fd));
  let ttl = DEFAULT_TTL;
  let dontFragment = false;
  let open = true;
  const apply = (wanted: SendOptions): void => {
    if ((wanted.ttl ?? DEFAULT_TTL) !== ttl) {
      ttl = wanted.ttl ?? DEFAULT_TTL;
      library.setOption(fd, ip.level, ip.setTtl, ttl);
    }
    if ((wanted.dontFragment ?? false) !== dontFragment) {
      dontFragment = !dontFragment;
      const { option, on, off } = ip.dontFragment;
      library.setOption(fd, ip.level, option, dontFragment ? on : off);
    }
  };
  return {
    via,
    identifier,
    send(request, to, wanted = {}) {
      const address = encodeSocketAddress(to, layout);
      if (!open || address === null) return { error: open ? 'EINVAL' : 'EBADF' };
      apply(wanted);
      let sentMs = library.wallMs();
      let result = library.send(fd, request, address);
      if (result < 0) {
        // The kernel may hand out here what went wrong with an earlier packet; once told, it is forgotten.
        drain(options, fd);
        sentMs = library.wallMs();
        result = library.send(fd, request, address);
      }
      return result < 0 ? { error: library.errorName(-result) } : { sentMs };
    },
    close() {
      if (!open) return;
      open = false;
      stopWatching();
      library.close(fd);
    },
  };
}

/** Linux gives a datagram socket an identifier as it gives UDP sockets a port, and sees to it that replies find it. */
function identify({ library, family, via, randomIdentifier }: IcmpSocketOptions, fd: number): number {
  const any = encodeSocketAddress(family === 4 ? '0.0.0.0' : '::', library.layout);
  if (via === 'icmp-raw' || any === null || library.bind(fd, any) < 0) return randomIdentifier;
  return decodeSocketAddress(library.ownAddress(fd), library.layout)?.port || randomIdentifier;
}

/** Raw sockets get a copy of every ICMP packet of the machine; all but echo replies are filtered in the kernel. */
function hearRepliesOnly(library: CLibrary, fd: number, family: Family): void {
  if (library.layout.errorQueue === null) return;
  if (family === 4) {
    library.setOption(fd, SOL_RAW, ICMP_FILTER, ~(1 << 0));
  } else {
    const blocked = Buffer.alloc(32, 0xff);
    // Echo reply is type 129: bit 1 of the fifth word.
    blocked.writeUInt32LE(~(1 << 1) >>> 0, 16);
    library.setOption(fd, PROTOCOL[6], ICMP6_FILTER, blocked);
  }
}

function drain(options: IcmpSocketOptions, fd: number): void {
  const { library, family, onEvent } = options;
  const { errorQueue } = library.layout;
  readAll(library, fd, 0, (message) => {
    const event = readPacket(options, message);
    if (event !== null) onEvent(event);
  });
  if (errorQueue === null) return;
  readAll(library, fd, errorQueue, (message) => {
    const event = readError(library, family, message);
    if (event !== null) onEvent(event);
  });
}

/** Reads until nothing is left. Other errors are those of earlier packets, which the error queue tells in full. */
function readAll(
  library: CLibrary,
  fd: number,
  flags: number,
  use: (message: ReceivedMessage) => void,
): void {
  for (let reads = 0; reads < READS_AT_ONCE; reads++) {
    const message = library.receive(fd, flags);
    if (typeof message !== 'number') use(message);
    else if (NOTHING_LEFT.has(library.errorName(-message))) return;
  }
}

function readPacket(
  options: IcmpSocketOptions,
  { data, name, control }: ReceivedMessage,
): EchoReply | EchoTrouble | null {
  const { library, family, via } = options;
  const hasHeader = family === 4 && (via === 'icmp-raw' || library.layout.datagramHasIpHeader);
  const ip = hasHeader ? stripIpv4Header(data) : { ttl: null, body: data };
  const message = ip === null ? null : decodeMessage(family, ip.body);
  const from = decodeSocketAddress(name, library.layout)?.address;
  if (ip === null || message === null || from === undefined) return null;
  const { stampMs, ttl } = readControlData(control, family, library.layout);
  const receivedMs = stampMs ?? library.wallMs();
  if (message.kind === 'trouble') return { ...message, from, receivedMs };
  return { kind: 'reply', from, echo: message.echo, ttl: ttl ?? ip.ttl, receivedMs };
}

/** The error queue gives the request as it was quoted, addressed as it was sent. */
function readError(
  library: CLibrary,
  family: Family,
  { data, name, control }: ReceivedMessage,
): EchoTrouble | null {
  const { error, stampMs } = readControlData(control, family, library.layout);
  const to = decodeSocketAddress(name, library.layout)?.address;
  const request = decodeRequest(family, data);
  // What this machine itself refuses is known from `send` already.
  if (error === null || error.origin === 'local' || to === undefined || request === null) return null;
  const trouble = describeTrouble(family, error.type, error.code, error.info);
  if (trouble === null) return null;
  return {
    kind: 'trouble',
    from: error.from,
    quoted: { ...request, to },
    trouble,
    receivedMs: stampMs ?? library.wallMs(),
  };
}
