/** The points of test/checklist.txt, each with the tests that show it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './tree.ts';

export interface NamedTest {
  /** Below `test/`. */
  readonly file: string;
  /** As it stands in the source, with `%s` and the like where it is for several cases. */
  readonly title: string;
}

export interface Point {
  readonly number: number;
  readonly asks: string;
  readonly shownBy: readonly NamedTest[];
  /** What no test shows; null where the point holds as a whole. */
  readonly open: string | null;
}

export function readChecklist(): readonly Point[] {
  return parseChecklist(readFileSync(path.join(root, 'test/checklist.txt'), 'utf8'));
}

/** Parses the text; throws at a line that is none of its kinds. */
export function parseChecklist(text: string): readonly Point[] {
  const [head = '', ...points] = text.split(/^(?=\d+\. )/m);
  if (/^[^#\n]/m.test(head)) throw new Error(`before the first point stands: ${head}`);
  return points.map(parsePoint);
}

function parsePoint(text: string): Point {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const [, number, asks = ''] = /^(\d+)\. (.+)$/.exec(first) ?? [];
  const shownBy: NamedTest[] = [];
  let open: string | null = null;
  for (const line of lines) {
    const [, name = '', rest = ''] = /^ {3}([\w/.-]+): (.+)$/.exec(line) ?? [];
    if (name === 'open') open = rest;
    else if (name !== '') shownBy.push({ file: name, title: rest });
    else throw new Error(`point ${number} has a line that names no test: ${line}`);
  }
  return { number: Number(number), asks, shownBy, open };
}

/** The named tests that are not there: a file that is gone, or one that has no such title any more. */
export function missingTests(points: readonly Point[], folder = path.join(root, 'test')): readonly string[] {
  return points.flatMap(({ number, shownBy }) =>
    shownBy
      .filter(({ file, title }) => !hasTitle(path.join(folder, file), title))
      .map(({ file, title }) => `${number}. ${file}: ${title}`),
  );
}

function hasTitle(file: string, title: string): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`));
}
