/** Pipes a Unix socket to a port of this namespace's loopback. Arguments: path of the socket, port. */
import { connect, createServer } from 'node:net';

const [path = '', port = ''] = process.argv.slice(2);

createServer((outside) => {
  const inside = connect(Number(port), '127.0.0.1');
  outside.pipe(inside).pipe(outside);
  outside.on('error', () => inside.destroy());
  inside.on('error', () => outside.destroy());
}).listen(path, () => console.log(JSON.stringify({ ready: true })));
