/** What a router's description (Device Architecture 1.1 §2.3) says about its ways to the Internet. */
import { routerUrl } from './router-http.ts';
import { childText, findAll, readXml } from './xml.ts';

/** Services that map ports, the best first. */
export const wanServices = [
  'urn:schemas-upnp-org:service:WANIPConnection:2',
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:WANPPPConnection:1',
] as const;

export type WanServiceType = (typeof wanServices)[number];

export interface WanService {
  readonly type: WanServiceType;
  readonly controlUrl: URL;
}

/** More connections to the Internet has no home. */
const MOST_SERVICES = 6;

/**
 * The services through which ports can be mapped, the best first; those that lead away from the router are left out.
 * @param location - where the description came from.
 */
export function findWanServices(description: string, location: URL, gateway: string): WanService[] {
  const root = readXml(description);
  if (root === null) return [];
  const [named] = findAll(root, 'URLBase').map(({ text }) => routerUrl(text.trim(), gateway));
  const base = named ?? location;
  const services = findAll(root, 'service').flatMap((service) => {
    const type = wanServices.find((known) => known === childText(service, 'serviceType'));
    const controlUrl = routerUrl(childText(service, 'controlURL'), gateway, base);
    return type === undefined || controlUrl === null ? [] : [{ type, controlUrl }];
  });
  return services
    .toSorted((a, b) => wanServices.indexOf(a.type) - wanServices.indexOf(b.type))
    .slice(0, MOST_SERVICES);
}
