import { defaultLimits } from '../../../main/servers/relay/relay-limits.ts';
import { RelayCounters } from '../../../main/servers/relay/relay-stats.ts';
import { StunServer } from '../../../main/servers/relay/stun-server.ts';
import { StunSite } from '../../../main/servers/relay/stun-site.ts';
import { Computer, PUBLIC } from './computer.ts';
import type { Internet } from './internet.ts';

/** A public STUN server of one address. @param server - as settings name it: `host:port`. */
export function startStun(internet: Internet, server: string, address: string): void {
  const [host = '', port] = server.split(':');
  internet.names.set(host, address);
  const computer = new Computer(internet, host, { address, publicAddress: address, nat: PUBLIC });
  const stun = new StunServer(new StunSite([]), defaultLimits.bareStunPerSecond, new RelayCounters());
  const socket = computer.bind(null, Number(port), (datagram, from) => {
    const answer = stun.answer(datagram, { ...from, socket: 0 }, internet.world.now());
    if (answer !== null && typeof socket !== 'string') computer.send(socket, answer.datagram, from);
  });
}
