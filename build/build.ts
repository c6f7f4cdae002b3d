/** `npm run build`: makes out/ from the sources, or says that nothing changed. */
import { buildAll } from './bundles.ts';

const started = performance.now();
const built = await buildAll();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.error(built ? `Built out/ in ${seconds} s.` : 'out/ is up to date.');
