/** Sends back whatever arrives over TCP. Argument: port, on every address of this machine. */
import { createServer } from 'node:net';

createServer((socket) => socket.pipe(socket).on('error', () => socket.destroy())).listen(
  Number(process.argv[2]),
  () => console.log(JSON.stringify({ ready: true })),
);
