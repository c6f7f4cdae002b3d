/** Sends every datagram back to where it came from. Argument: port, on every address of this machine. */
import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
socket.on('message', (message, source) => socket.send(message, source.port, source.address));
socket.bind(Number(process.argv[2]), () => console.log(JSON.stringify({ ready: true })));
