/** The simple service discovery of UPnP (Device Architecture 1.1 §1.3), as far as it finds the router's description. */
import { createSocket } from 'node:dgram';
import type { MapperContext } from '../mapper.ts';

const GROUP = '239.255.255.250';
/** Some routers answer for one of them only. */
const TARGETS = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
  'upnp:rootdevice',
] as const;
/** Datagrams get lost: each question is sent twice. */
const ROUNDS_AFTER_MS = [0, 400] as const;
/** MX of a search is a second at least, within which a device answers when it likes. */
const LISTEN_MS = 1_600;
/** Another device of the router's address may answer as well; more than these are none of its business. */
const MOST_PLACES = 4;
const LONGEST_REPLY = 4_096;

/** The text of a search (§1.3.2). */
export function formatSearch(host: string, target: string): string {
  const lines = ['M-SEARCH * HTTP/1.1', `HOST: ${host}`, 'MAN: "ssdp:discover"', 'MX: 1', `ST: ${target}`];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Where a reply says that the description is (§1.3.3); null for datagrams that are no reply. */
export function parseLocation(reply: string): string | null {
  if (reply.length > LONGEST_REPLY || !/^HTTP\/1\.\d 200\b/.test(reply)) return null;
  const location = reply.split(/\r?\n/).find((line) => /^location[ \t]*:/i.test(line));
  return location === undefined ? null : location.slice(location.indexOf(':') + 1).trim();
}

/**
 * Searches the router by unicast and multicast and calls back for each place that it names, at most four. Replies of
 * other addresses are dropped. @returns once no more can come; `stop` ends it early.
 */
export function searchRouter(
  context: MapperContext,
  onPlace: (location: string) => void,
  stop: Promise<unknown>,
): Promise<void> {
  const { gateway, localAddress, ports, clock, log } = context;
  const socket = createSocket('udp4');
  const places = new Set<string>();
  return new Promise((resolve) => {
    const cancels: (() => void)[] = [];
    let open = true;
    const settle = (): void => {
      if (!open) return;
      open = false;
      for (const cancel of cancels) cancel();
      socket.close();
      resolve();
    };
    const ask = (): void => {
      if (!open) return;
      for (const target of TARGETS) {
        for (const host of [gateway, GROUP]) {
          const search = formatSearch(`${host}:${ports.ssdp}`, target);
          socket.send(search, ports.ssdp, host, (error) => {
            if (error !== null) log.debug('a search for a router was not sent', { host, error });
          });
        }
      }
    };
    socket.on('error', (error) => {
      log.debug('searching for a router failed', { error });
      settle();
    });
    socket.on('message', (datagram, from) => {
      if (from.address !== gateway || places.size >= MOST_PLACES) return;
      const location = parseLocation(datagram.toString('latin1'));
      if (location === null || places.has(location)) return;
      places.add(location);
      onPlace(location);
    });
    socket.bind(0, localAddress, () => {
      try {
        socket.setMulticastInterface(localAddress);
      } catch (error) {
        // An interface without multicast: the router is asked by its address all the same.
        log.debug('a router can be searched by its address only', { error });
      }
      cancels.push(...ROUNDS_AFTER_MS.map((ms) => clock.after(ms, ask)));
      cancels.push(clock.after(LISTEN_MS, settle));
    });
    void stop.then(settle);
  });
}
