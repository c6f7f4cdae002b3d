/** As far as the DHT of tests needs it; the package brings no types. */
declare module 'bittorrent-dht' {
  import type { EventEmitter } from 'node:events';

  interface Options {
    readonly bootstrap: false;
    verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  }

  // biome-ignore lint/style/noDefaultExport: it is how the package has it.
  export default class DHT extends EventEmitter {
    constructor(options: Options);
    readonly nodeId: Uint8Array;
    /** The socket of k-rpc, and the system's within it. */
    readonly _rpc: { readonly socket: { readonly socket: import('node:dgram').Socket } };
    listen(port: number, address: string, onListening: () => void): void;
    address(): { readonly address: string; readonly port: number };
    addNode(node: { host: string; port: number; id: Uint8Array }): void;
    destroy(onDestroyed: () => void): void;
  }
}
