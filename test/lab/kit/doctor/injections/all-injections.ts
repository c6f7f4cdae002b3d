import type { Injection } from '../injection.ts';
import { computerInjections } from './computer.ts';
import { firewallInjections } from './firewalls.ts';
import { healingInjections } from './healing.ts';
import { lineInjections } from './lines.ts';
import { playerInjections } from './players.ts';
import { serverInjections } from './servers.ts';
import { tunnelInjections } from './tunnel.ts';
import { wayOutInjections } from './way-out.ts';

/** What can be wrong, put into a healthy ward; and the causes that the doctor should then name, and no other. */
export const injections: readonly Injection[] = [
  ...computerInjections,
  ...tunnelInjections,
  ...healingInjections,
  ...wayOutInjections,
  ...serverInjections,
  ...playerInjections,
  ...firewallInjections,
  ...lineInjections,
];
