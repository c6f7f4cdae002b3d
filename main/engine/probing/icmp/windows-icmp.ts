/**
 * Windows' own ping calls (iphlpapi), which need no Administrator. Written from its headers; never run on Windows.
 * A call gives an event that is looked at now and then: nothing blocks, no thread of libuv's waits.
 */

import type { Family } from '../native/socket-layout.ts';
import { encodeWindowsAddress } from './windows-structures.ts';

export interface WindowsRequest {
  readonly to: string;
  readonly payload: Uint8Array;
  readonly timeoutMs: number;
  readonly ttl: number;
  readonly dontFragment: boolean;
}

/** A request under way. */
export interface WindowsCall {
  isDone(): boolean;
  /** The reply structure, once it is done. */
  reply(): Buffer;
  /** Gives its memory back; only once it is done, for the system writes there until then. */
  free(): void;
}

/** The calls, thin; `error` is the system's number. */
export interface WindowsIcmp {
  open(family: Family): bigint | null;
  begin(handle: bigint, family: Family, request: WindowsRequest): WindowsCall | { readonly error: number };
  close(handle: bigint): void;
}

type Koffi = typeof import('koffi');

const INVALID_HANDLE = -1n;
const IO_PENDING = 997;
const WAIT_OBJECT_0 = 0;
const FLAG_DONT_FRAGMENT = 2;
/** ICMP_ECHO_REPLY or ICMPV6_ECHO_REPLY, an ICMP error message and an IO_STATUS_BLOCK, as the documentation asks for. */
const REPLY_OVERHEAD_BYTES = 40 + 8 + 16;
const OPTIONS_BYTES = 16;

/** Opens the libraries; `reason` says why not. */
export async function openWindowsIcmp(): Promise<WindowsIcmp | { readonly reason: string }> {
  if (process.platform !== 'win32') return { reason: `not on ${process.platform}` };
  try {
    const { default: koffi } = await import('koffi');
    return bindWindows(koffi);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function bindWindows(koffi: Koffi['default']): WindowsIcmp {
  const ip = koffi.load('iphlpapi.dll');
  const kernel = koffi.load('kernel32.dll');
  const createFile = {
    4: ip.func('intptr_t __stdcall IcmpCreateFile()'),
    6: ip.func('intptr_t __stdcall Icmp6CreateFile()'),
  };
  const closeHandle = ip.func('int __stdcall IcmpCloseHandle(intptr_t)');
  const echo4 = ip.func(
    'uint32_t __stdcall IcmpSendEcho2(intptr_t, intptr_t, void *, void *, uint32_t, void *, uint16_t, void *, void *, uint32_t, uint32_t)',
  );
  const echo6 = ip.func(
    'uint32_t __stdcall Icmp6SendEcho2(intptr_t, intptr_t, void *, void *, void *, void *, void *, uint16_t, void *, void *, uint32_t, uint32_t)',
  );
  const createEvent = kernel.func('intptr_t __stdcall CreateEventW(void *, int, int, void *)');
  const closeEvent = kernel.func('int __stdcall CloseHandle(intptr_t)');
  const wait = kernel.func('uint32_t __stdcall WaitForSingleObject(intptr_t, uint32_t)');
  const lastError = kernel.func('uint32_t __stdcall GetLastError()');
  const bytes = (length: number) => koffi.array('uint8_t', length, 'Typed');

  return {
    open(family) {
      const handle = BigInt(createFile[family]());
      return handle === INVALID_HANDLE ? null : handle;
    },
    close: (handle) => void closeHandle(handle),
    begin(handle, family, { to, payload, timeoutMs, ttl, dontFragment }) {
      const address = encodeWindowsAddress(to, family);
      const size = REPLY_OVERHEAD_BYTES + payload.length;
      // The system writes here long after the call has returned: memory that does not move.
      const memory = koffi.alloc('uint8_t', size);
      const event = BigInt(createEvent(null, 1, 0, null));
      const options = Buffer.alloc(OPTIONS_BYTES);
      options[0] = ttl;
      options[2] = dontFragment ? FLAG_DONT_FRAGMENT : 0;
      const rest = [Buffer.from(payload), payload.length, options, memory, size, timeoutMs] as const;
      const sent =
        family === 4
          ? echo4(handle, event, null, null, address.readUInt32LE(0), ...rest)
          : echo6(handle, event, null, null, Buffer.alloc(address.length), address, ...rest);
      const error = sent === 0 ? Number(lastError()) : 0;
      const free = (): void => {
        closeEvent(event);
        koffi.free(memory);
      };
      if (error !== 0 && error !== IO_PENDING) {
        free();
        return { error };
      }
      return {
        isDone: () => wait(event, 0) === WAIT_OBJECT_0,
        reply: () => Buffer.from(koffi.decode(memory, bytes(size)) as Uint8Array),
        free,
      };
    },
  };
}
