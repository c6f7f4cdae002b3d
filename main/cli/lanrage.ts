/** Entry of the `lanrage` command. */
import { openEngine } from '../engine/open-engine.ts';
import { startServers } from '../servers/serve.ts';
import { processIo } from './io.ts';
import { leave } from './leave.ts';
import { findResources } from './resources.ts';
import { run } from './run.ts';

leave(
  await run(process.argv.slice(2), processIo(), {
    createEngine: openEngine,
    startServers,
    resources: findResources(),
  }),
);
