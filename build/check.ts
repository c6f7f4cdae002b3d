/** `npm run check`: format, lint, layers, types, dead code, and the fast tests; a minute before every commit. */
import { runChecks } from './checks.ts';
import { report } from './report.ts';
import { suites } from './suites.ts';

await report([
  ['checks', runChecks],
  ['unit', suites.unit],
  ['contract', suites.contract],
  ['renderer', suites.renderer],
]);
