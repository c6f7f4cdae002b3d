/** What runs when a file is imported: the files that its imports lead to, without those of types alone. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** As Biome formats them; what says `type` before the names is gone before anything runs. */
const IMPORTS = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;
/** At the beginning of a line. */
const RUNS =
  /^(?:export )?(?:async )?(?:const|let|class|abstract class|function|enum)\b|^(?!import|export)[a-z]\w*[.(]/m;

/** @param patterns - globs below `tree`. @returns paths with slashes. */
export function filesOf(tree: string, patterns: string): string[] {
  return globSync(patterns, { cwd: tree }).map((file) => file.replaceAll('\\', '/'));
}

/** Every file that runs with one of these, themselves included. */
export function reachedFrom(tree: string, roots: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    waiting.push(...importsOf(tree, file));
  }
  return reached;
}

/** Lines of a file that does something; 0 for types alone. */
export function linesOf(tree: string, file: string): number {
  const text = readFileSync(path.join(tree, file), 'utf8');
  return RUNS.test(text) ? text.trimEnd().split('\n').length : 0;
}

function importsOf(tree: string, file: string): string[] {
  const text = readFileSync(path.join(tree, file), 'utf8');
  return [...text.matchAll(IMPORTS)]
    .map(([, from, dynamic]) => path.posix.join(path.posix.dirname(file), from ?? dynamic ?? ''))
    .filter((imported) => /\.tsx?$/.test(imported) && existsSync(path.join(tree, imported)));
}
