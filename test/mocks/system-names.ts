import { type Clock, systemClock } from '../../main/base/clock.ts';
import { thisMachine } from '../../main/engine/machine/this-machine.ts';
import type { Lookup } from '../../main/engine/nat/resolve-server.ts';
import { systemOutside } from '../../main/engine/nat/system-outside.ts';
import { createNames, type Names } from '../../main/engine/probing/probes/names.ts';

/** Names as this machine resolves them, or by another resolver. */
export function systemNames(
  clock: Clock = systemClock,
  lookup: Lookup = systemOutside(systemClock).lookup,
): Names {
  return createNames({ clock, lookup, gateways: thisMachine.gateways });
}
