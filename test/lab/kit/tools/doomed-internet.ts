/** Builds an Internet with a running process, says so, and waits to be killed: for the test of taking down. */
import { createInternet } from '../internet.ts';

const internet = createInternet('doomed');
const [host] = internet.home({ nat: 'symmetric' }).hosts;
const name = internet.interfaceName();
const sleeper = host.spawn('sleep', ['infinity']);
internet.folder('data');
console.log(JSON.stringify({ internet: internet.name, interface: name, sleeper: sleeper.pid }));
setInterval(() => undefined, 60_000);
