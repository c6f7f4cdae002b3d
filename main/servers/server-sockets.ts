import { webSockets } from '../control-client/web-socket.ts';
import { listenForControl } from './control/sockets/control-listener.ts';
import { bindSocket } from './relay/udp/bind-socket.ts';

/** Where servers get their sockets from. */
export interface ServerSockets {
  /** UDP of a relay. */
  readonly bind: typeof bindSocket;
  readonly listenForControl: typeof listenForControl;
  /** How a relay alone connects to its control server. */
  readonly openControl: typeof webSockets;
}

/** Those of this machine. */
export const systemSockets: ServerSockets = { bind: bindSocket, listenForControl, openControl: webSockets };
