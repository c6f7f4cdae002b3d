import { isDefault } from '../../../shared/model/settings/compare.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { RendezvousSettings } from './rendezvous.ts';

/**
 * What the settings say of meeting places; null: nobody is asked. @param publicPlaces - whether those may be asked that were in the
 * settings from the start; else only those that somebody named.
 */
export function rendezvousSettings(settings: Settings, publicPlaces: boolean): RendezvousSettings | null {
  const { rendezvous, rendezvousRelays, rendezvousNodes, rendezvousServers, rendezvousInHouse } = settings;
  if (rendezvous === 'off') return null;
  const named = (name: 'rendezvousRelays' | 'rendezvousNodes', places: readonly string[]) =>
    publicPlaces || !isDefault(name, places) ? places : [];
  return {
    relays: named('rendezvousRelays', rendezvousRelays),
    dhtNodes: named('rendezvousNodes', rendezvousNodes),
    servers: rendezvousServers,
    lan: rendezvousInHouse,
  };
}
