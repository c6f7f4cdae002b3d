/** Takes down what runs that died before they could clean up left on this machine. */
import { abandonedFolders, removeFolders } from './folders.ts';
import { abandonedInterfaceNames, returnInterfaceNames } from './interface-names.ts';
import { isAlive, ownerOf } from './names.ts';
import { namespaceNames, removeNamespace } from './namespace.ts';

/** Removes namespaces, processes, interface names and folders whose owner is dead; others' are not touched. */
export function sweepDeadRuns(): void {
  for (const namespace of namespaceNames()) {
    const owner = ownerOf(namespace);
    if (owner !== null && !isAlive(owner)) removeNamespace(namespace);
  }
  returnInterfaceNames(abandonedInterfaceNames());
  for (const folder of abandonedFolders()) removeFolders(folder);
}
