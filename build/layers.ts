/** The floors of the house, checked on the tree below a folder. */
import path from 'node:path';
import { z } from 'zod';
import { run } from './run.ts';
import { root } from './tree.ts';

const reportSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

export interface LayerReport {
  readonly modules: number;
  /** `rule: from → to`, one for each breach. */
  readonly breaches: readonly string[];
}

/** Cruises the floors that are there below `tree`. Throws when the tool didn't answer, so that silence never passes for success. */
export async function cruiseLayers(tree: string, floors: readonly string[]): Promise<LayerReport> {
  const config = path.join(root, '.dependency-cruiser.cjs');
  const finished = await run('depcruise', ['--config', config, '--output-type', 'json', ...floors], {
    cwd: tree,
    output: 'capture',
  });
  const start = finished.output.indexOf('{');
  if (start === -1) throw new Error(`dependency-cruiser gave no report: ${finished.output}`);
  const { summary } = reportSchema.parse(JSON.parse(finished.output.slice(start)));
  const breaches = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return { modules: summary.totalCruised, breaches };
}
