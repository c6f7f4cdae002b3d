/** Where control sockets come from: the WebSockets of HTTP or HTTPS listeners, which tunnels to a relay may share. */
import { WebSocket, WebSocketServer } from 'ws';
import { CONTROL_FRAME_LIMIT_BYTES } from '../../../../shared/control/messages.ts';
import { RELAY_TUNNEL_PATH } from '../../../../shared/control/tunnel-url.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import type { Result } from '../../../../shared/result.ts';
import {
  type ListenFault,
  type ListenOptions,
  listenForUpgrades,
  type Upgrade,
  type UpgradeListener,
} from '../../listen-for-upgrades.ts';
import { refuseUpgrade } from '../../refuse-upgrade.ts';
import { closeCodes } from './connection.ts';
import type { ServedSocket } from './served-socket.ts';

/** Listens on every endpoint or on none. @param onTunnel - takes tunnels to the relay of this process; null: none. */
export async function listenForControl(
  options: ListenOptions & {
    readonly onSocket: (socket: ServedSocket, remoteAddress: string) => void;
    readonly onTunnel: Upgrade | null;
  },
): Promise<Result<UpgradeListener, ListenFault>> {
  const { onSocket, onTunnel } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: CONTROL_FRAME_LIMIT_BYTES,
    // Frames are small and mostly sealed; a compressed one could also unpack to far more than it weighs.
    perMessageDeflate: false,
    WebSocket: ExplainingWebSocket,
  });
  return listenForUpgrades({
    ...options,
    onUpgrade(request, socket, head, client) {
      if (onTunnel !== null && request.url === RELAY_TUNNEL_PATH) {
        onTunnel(request, socket, head, client);
        return;
      }
      // Only browsers send it: no page that a player has open may use up the connections of their address.
      if (request.headers.origin !== undefined) {
        refuseUpgrade(socket, '403 Forbidden');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) => onSocket(webSocket, client));
    },
  });
}

/** Says what was wrong before it closes on a frame above the limit, which is never read. */
class ExplainingWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === closeCodes.tooLarge && this.readyState === WebSocket.OPEN) {
      const tooLarge = fault('control.too-large', { limitBytes: CONTROL_FRAME_LIMIT_BYTES });
      this.send(JSON.stringify({ type: 'error', fault: tooLarge }));
    }
    super.close(code, data);
  }
}
