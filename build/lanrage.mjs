#!/usr/bin/env node
/** The `lanrage` command: runs the built CLI with the project's own Node 24, whatever Node started this. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { become, projectNode, root, stop } from './project-node.mjs';

const cli = path.join(root, 'out/cli/lanrage.js');
if (!existsSync(projectNode) || !existsSync(cli)) {
  stop('LANrage is not built yet. Run this in its folder first: npm run build', 1);
}
become([cli, ...process.argv.slice(2)]);
