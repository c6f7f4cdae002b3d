/** The real servers on a computer that is none: they differ from real ones in their sockets alone. */
import type { ServersPort } from '../../../main/engine/ports.ts';
import type { ServedSocket } from '../../../main/servers/control/sockets/served-socket.ts';
import { startMemberRelay } from '../../../main/servers/member-relay.ts';
import { startServers } from '../../../main/servers/serve.ts';
import type { ServerSockets } from '../../../main/servers/server-sockets.ts';
import type { Endpoint } from '../../../shared/address.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Computer } from './computer.ts';
import { controlSockets } from './control-wire.ts';

const FIRST_FREE_PORT = 50_000;
const BUFFER_BYTES = 8 * 1024 * 1024;

/** @param owned - told how to end what the system would end with the process. */
export function modelServers(
  computer: Computer,
  owned: (close: () => void) => void = () => undefined,
): ServersPort {
  const sockets = serverSockets(computer, owned);
  return {
    start: (options) => startServers({ ...options, sockets }),
    startForFriends: (options) => startMemberRelay({ ...options, sockets }),
  };
}

function serverSockets(computer: Computer, owned: (close: () => void) => void): ServerSockets {
  let nextPort = FIRST_FREE_PORT;
  return {
    async bind({ address, port }) {
      const at = address === '0.0.0.0' ? null : address;
      let receive = (_datagram: Uint8Array, _from: Endpoint): void => undefined;
      const bound = computer.bind(at, port, (datagram, from) => receive(datagram, from));
      if (bound === 'EADDRINUSE') return fail(fault('serve.port-taken', { protocol: 'udp', address, port }));
      if (bound === 'EADDRNOTAVAIL') return fail(fault('serve.address-unavailable', { address }));
      owned(() => computer.unbind(bound));
      return ok({
        endpoint: { address, port: bound.port },
        bufferBytes: { receive: BUFFER_BYTES, send: BUFFER_BYTES },
        listen(take) {
          receive = (datagram, from) => take(datagram, from.address, from.port);
        },
        send: (datagram, address, port) => void computer.send(bound, datagram, { address, port }),
        close: async () => computer.unbind(bound),
      });
    },
    openControl: () => controlSockets(computer),
    async listenForControl({ listen, onSocket }) {
      const endpoints = listen.map(({ address, port }) => ({
        address,
        port: port === 0 ? nextPort++ : port,
      }));
      const taken = endpoints.find(({ port }) => computer.acceptors.has(port));
      if (taken !== undefined) return fail(fault('serve.port-taken', { protocol: 'tcp', ...taken }));
      const served = new Set<ServedSocket>();
      const accept: typeof onSocket = (socket, remoteAddress) => {
        served.add(socket);
        socket.on('close', () => served.delete(socket));
        onSocket(socket, remoteAddress);
      };
      for (const { port } of endpoints) {
        computer.acceptors.set(port, accept);
        owned(() => computer.acceptors.get(port) === accept && computer.acceptors.delete(port));
      }
      owned(() => {
        for (const socket of [...served]) socket.terminate();
      });
      return ok({
        endpoints,
        async close() {
          for (const { port } of endpoints) computer.acceptors.delete(port);
        },
      });
    },
  };
}
