/** Takes down what runs that died before they could clean up left on this machine. */
import { abandonedFolders, removeFolders } from './folders.ts';
import { abandonedInterfaceNames, returnInterfaceNames } from './interface-names.ts';
import { isAlive, ownerOf } from './names.ts';
import { namespaceNames, removeNamespace } from './namespace.ts';
import { oneAtATime } from './one-at-a-time.ts';

/**
 * Removes namespaces, processes, interface names and folders whose owner is dead; others' are not touched. Two labs that
 * begin at once would find the same ones, and the second might take away a name that has a new owner by then.
 */
export function sweepDeadRuns(): void {
  oneAtATime('sweep', () => {
    for (const namespace of namespaceNames()) {
      const owner = ownerOf(namespace);
      if (owner !== null && !isAlive(owner)) removeNamespace(namespace);
    }
    returnInterfaceNames(abandonedInterfaceNames());
    for (const folder of abandonedFolders()) removeFolders(folder);
  });
}
