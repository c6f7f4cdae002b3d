/**
 * Asks an engine to join a party and, from that moment, asks a UDP echo of a member every 2 ms until it answers.
 * Arguments: the engine's data directory, invite, address and port of the echo. Prints {joinToEchoMs, joinAnsweredMs}.
 */
import { createSocket } from 'node:dgram';
import { connectEngine } from '../../../../main/headless/connect-engine.ts';

const INTERVAL_MS = 2;
const [dataDir = '', invite = '', address = '', port = ''] = process.argv.slice(2);

const engine = await connectEngine(dataDir);
if (!engine.ok) throw new Error(engine.fault.code);
const socket = createSocket('udp4');
// Until the tunnel is there the network is unreachable: that is what is waited for.
socket.on('error', () => undefined);
const { promise: echoed, resolve } = Promise.withResolvers<number>();
socket.once('message', () => resolve(performance.now()));

const start = performance.now();
const timer = setInterval(() => socket.send('?', Number(port), address), INTERVAL_MS);
const joined = await engine.value.api.joinParty({ invite });
if (!joined.ok) throw new Error(joined.fault.code);
const joinAnsweredMs = performance.now() - start;
const joinToEchoMs = (await echoed) - start;
clearInterval(timer);
console.log(JSON.stringify({ joinToEchoMs, joinAnsweredMs }));
socket.close();
engine.value.close();
