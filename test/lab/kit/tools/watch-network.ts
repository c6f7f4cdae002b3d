/** Watches this machine's network until it is ended. Prints {ready}, then {changes}: all so far, after each one. */

import { systemClock } from '../../../../main/base/clock.ts';
import type { NetworkChange } from '../../../../main/engine/machine/network-changes.ts';
import { thisMachine } from '../../../../main/engine/machine/this-machine.ts';
import { watchNetwork } from '../../../../main/engine/machine/watch-network.ts';

const changes: NetworkChange[] = [];
watchNetwork({
  machine: thisMachine,
  clock: systemClock,
  onChange: (change) => {
    changes.push(change);
    console.log(JSON.stringify({ changes }));
  },
  onLook: () => undefined,
});
// The watch alone keeps no process alive.
setInterval(() => undefined, 60_000);
console.log(JSON.stringify({ ready: true }));
