/** Which ports our own servers take: those of the settings, and where nobody chose these, spare ones beside another user's. */
import { settingDefaults } from '../../../shared/model/settings/registry.ts';
import type { Settings } from '../../../shared/model/settings.ts';

export interface OwnPorts {
  readonly controlPort: number;
  readonly relayPort: number;
}

/** Enough for all who share a computer. */
const SPARES = 10;
/** The relay's probe stands beside it. */
const APART = 10;

/** In the order in which they are tried. @param before - URLs at which they were reached before; those come first. */
export function ownPorts(
  { embeddedControlPort, embeddedRelayPort }: Pick<Settings, 'embeddedControlPort' | 'embeddedRelayPort'>,
  before: readonly string[],
): [OwnPorts, ...OwnPorts[]] {
  const wanted = { controlPort: embeddedControlPort, relayPort: embeddedRelayPort };
  const isChosen =
    embeddedControlPort !== settingDefaults.embeddedControlPort ||
    embeddedRelayPort !== settingDefaults.embeddedRelayPort;
  if (isChosen) return [wanted];
  const spares = Array.from({ length: SPARES }, (_, i) => ({
    controlPort: embeddedControlPort + APART * i,
    relayPort: embeddedRelayPort + APART * i,
  }));
  const known = spares.filter(({ controlPort }) => before.some((url) => url.endsWith(`:${controlPort}`)));
  return [...known, ...spares.filter((spare) => !known.includes(spare))] as [OwnPorts, ...OwnPorts[]];
}
