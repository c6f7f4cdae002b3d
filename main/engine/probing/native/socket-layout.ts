/**
 * What the C headers of each system say about sockets: numbers of options and the layout of structures. Linux is the
 * same on x64 and arm64; macOS was written from its headers and has never run here.
 */

export type Family = 4 | 6;

export interface SocketLayout {
  /** Of `socket()`. */
  readonly inet: Readonly<Record<Family, number>>;
  /** Added to the socket's type, so that programs we start don't inherit it. */
  readonly closeOnExec: number;
  /** macOS begins every socket address with its length, in the byte that is the family's low one elsewhere. */
  readonly addressHasLength: boolean;
  /** Whether packets of an IPv4 datagram socket begin with the IP header, as those of raw sockets do. */
  readonly datagramHasIpHeader: boolean;
  readonly dontWait: number;
  /** Flag of `recvmsg` that reads the error queue; null: errors arrive as packets only. */
  readonly errorQueue: number | null;
  readonly socketLevel: number;
  readonly timestampOption: number;
  readonly timestampMessage: number;
  /** The unit of a timestamp's second half, in ms. */
  readonly timestampFractionMs: number;
  readonly ip: Readonly<Record<Family, IpOptions>>;
  readonly message: MessageLayout;
  readonly control: ControlLayout;
}

export interface IpOptions {
  readonly level: number;
  readonly receiveTtl: number;
  readonly ttlMessage: number;
  readonly receiveErrors: number | null;
  readonly setTtl: number;
  /** Option and value of "never fragment, whatever the path is known to bear". */
  readonly dontFragment: { readonly option: number; readonly on: number; readonly off: number };
}

/** Offsets in `struct msghdr`, bytes. */
export interface MessageLayout {
  readonly size: number;
  readonly name: number;
  readonly nameLength: number;
  readonly vector: number;
  readonly vectorLength: number;
  readonly control: number;
  readonly controlLength: number;
}

/** `struct cmsghdr`: width of its length, offsets of level and type, where data begins, and what all is padded to. */
export interface ControlLayout {
  readonly lengthBytes: 4 | 8;
  readonly level: number;
  readonly type: number;
  readonly data: number;
  readonly align: number;
}

const linux: SocketLayout = {
  inet: { 4: 2, 6: 10 },
  closeOnExec: 0o2000000,
  addressHasLength: false,
  datagramHasIpHeader: false,
  dontWait: 0x40,
  errorQueue: 0x2000,
  socketLevel: 1,
  // SO_TIMESTAMPNS_OLD: two longs, seconds and nanoseconds.
  timestampOption: 35,
  timestampMessage: 35,
  timestampFractionMs: 1e-6,
  ip: {
    4: {
      level: 0,
      receiveTtl: 12,
      ttlMessage: 2,
      receiveErrors: 11,
      setTtl: 2,
      // IP_MTU_DISCOVER: IP_PMTUDISC_PROBE, IP_PMTUDISC_WANT.
      dontFragment: { option: 10, on: 3, off: 1 },
    },
    6: {
      level: 41,
      receiveTtl: 51,
      ttlMessage: 52,
      receiveErrors: 25,
      setTtl: 16,
      dontFragment: { option: 23, on: 3, off: 1 },
    },
  },
  message: { size: 56, name: 0, nameLength: 8, vector: 16, vectorLength: 24, control: 32, controlLength: 40 },
  control: { lengthBytes: 8, level: 8, type: 12, data: 16, align: 8 },
};

const darwin: SocketLayout = {
  inet: { 4: 2, 6: 30 },
  // libuv starts programs with POSIX_SPAWN_CLOEXEC_DEFAULT there.
  closeOnExec: 0,
  addressHasLength: true,
  datagramHasIpHeader: true,
  dontWait: 0x80,
  errorQueue: null,
  socketLevel: 0xffff,
  // SO_TIMESTAMP: struct timeval, seconds and microseconds.
  timestampOption: 0x0400,
  timestampMessage: 0x02,
  timestampFractionMs: 1e-3,
  ip: {
    4: {
      level: 0,
      receiveTtl: 24,
      ttlMessage: 24,
      receiveErrors: null,
      setTtl: 4,
      dontFragment: { option: 28, on: 1, off: 0 },
    },
    6: {
      level: 41,
      receiveTtl: 37,
      ttlMessage: 47,
      receiveErrors: null,
      setTtl: 4,
      dontFragment: { option: 62, on: 1, off: 0 },
    },
  },
  message: { size: 48, name: 0, nameLength: 8, vector: 16, vectorLength: 24, control: 32, controlLength: 40 },
  control: { lengthBytes: 4, level: 4, type: 8, data: 12, align: 4 },
};

/** The layout of a system; null where sockets of this kind are not made by us. */
export function socketLayout(platform: NodeJS.Platform): SocketLayout | null {
  if (platform === 'linux') return linux;
  return platform === 'darwin' ? darwin : null;
}
