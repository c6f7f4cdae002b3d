/**
 * Listens as games do: one socket a port on 0.0.0.0, members of the groups that are named. SIGTERM has it print what it
 * heard, {heard: [{text, from, sourcePort, port, count}]}, and end. Arguments: JSON, {ports, groups, own}; own: the address of
 * the interface by which groups are joined.
 */
import { createSocket } from 'node:dgram';

const { ports, groups, own } = JSON.parse(process.argv[2] ?? '{}') as {
  ports: number[];
  groups: string[];
  own: string;
};
const heard = new Map<string, number>();

await Promise.all(ports.map(listen));
console.log(JSON.stringify({ ready: true }));

process.once('SIGTERM', () => {
  const list = [...heard].map(([key, count]) => {
    const [text = '', from, sourcePort, port] = key.split('\n');
    return { text, from, sourcePort: Number(sourcePort), port: Number(port), count };
  });
  console.log(JSON.stringify({ heard: list }));
  process.exit(0);
});

function listen(port: number): Promise<void> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (message, { address, port: sourcePort }) => {
    const key = [message.toString('latin1'), address, sourcePort, port].join('\n');
    heard.set(key, (heard.get(key) ?? 0) + 1);
  });
  return new Promise((resolve) => {
    socket.bind(port, '0.0.0.0', () => {
      for (const group of groups) socket.addMembership(group, own);
      resolve();
    });
  });
}
