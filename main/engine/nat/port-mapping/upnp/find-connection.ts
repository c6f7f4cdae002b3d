/** From the gateway's address to the service that maps its ports. */
import { parseIpv4 } from '../../../../../shared/address.ts';
import { isPublicIpv4 } from '../../../machine/public-address.ts';
import type { MapperContext } from '../mapper.ts';
import { findWanServices } from './description.ts';
import { askByHttp, routerUrl } from './router-http.ts';
import { searchRouter } from './ssdp.ts';
import { WanConnection } from './wan-connection.ts';

/** The first connection of the router that answers, before others one with a public address; null when there is none. */
export async function findConnection(context: MapperContext): Promise<WanConnection | null> {
  const found = Promise.withResolvers<WanConnection>();
  const tried: Promise<void>[] = [];
  const search = searchRouter(
    context,
    (location) => {
      tried.push(
        connectionAt(context, location).then((connection) => {
          if (connection !== null) found.resolve(connection);
        }),
      );
    },
    found.promise,
  );
  const nothing = search.then(() => Promise.all(tried)).then(() => null);
  return Promise.race([found.promise, nothing]);
}

async function connectionAt(context: MapperContext, location: string): Promise<WanConnection | null> {
  const url = routerUrl(location, context.gateway);
  if (url === null) {
    context.log.debug('a place outside the router was named as its description', { location });
    return null;
  }
  const description = await askByHttp(context, { url, method: 'GET' });
  if (description === null || description.status !== 200) return null;
  let spare: WanConnection | null = null;
  // Routers with several connections describe all of them, also those that aren't up.
  for (const service of findWanServices(description.body, url, context.gateway)) {
    const connection = new WanConnection(context, service);
    const address = await connection.externalAddress();
    if (address.kind !== 'ok' || parseIpv4(address.value) === null) continue;
    if (isPublicIpv4(address.value)) return connection;
    spare ??= connection;
  }
  return spare;
}
