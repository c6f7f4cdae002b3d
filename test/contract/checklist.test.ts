import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingTests, parseChecklist, readChecklist } from '../../build/checklist.ts';
import { checklistPage } from '../../build/checklist-page.ts';
import { root } from '../../build/tree.ts';

/** As many as the project was given. */
const POINTS = 110;

describe('the checklist', () => {
  it('names only tests that are there', () => {
    expect(missingTests(readChecklist())).toEqual([]);
  });

  it('has every point once, in order, with a test or with what is open', () => {
    const points = readChecklist();
    expect(points.map(({ number }) => number)).toEqual(Array.from({ length: POINTS }, (_, n) => n + 1));
    expect(points.filter(({ shownBy, open }) => shownBy.length === 0 && open === null)).toEqual([]);
  });

  it('is what docs/checklist.md says; else run: npm run docs', () => {
    expect(readFileSync(path.join(root, 'docs/checklist.md'), 'utf8')).toBe(checklistPage(readChecklist()));
  });
});

describe('a checklist', () => {
  const text = (title: string, file = 'contract/checklist.test.ts') =>
    `# head\n7. Asks\n   ${file}: ${title}\n`;

  it('that names a title or a file which is gone is found', () => {
    expect(missingTests(parseChecklist(text('names only tests that are there')))).toEqual([]);
    // Put together, for what stands here in quotes would be found.
    const gone = [['names only', 'tests'].join(' '), ['shows', 'the moon'].join(' ')].map((title) =>
      text(title),
    );
    expect(gone.map((one) => missingTests(parseChecklist(one)).length)).toEqual([1, 1]);
    expect(
      missingTests(parseChecklist(text('names only tests that are there', 'unit/none.test.ts'))),
    ).toHaveLength(1);
  });

  it('keeps what is open, and refuses a line that is neither test nor open', () => {
    const open = `${text('names only tests that are there')}   open: the rest\n`;
    expect(parseChecklist(open)).toMatchObject([{ number: 7, asks: 'Asks', open: 'the rest' }]);
    expect(() => parseChecklist(`${text('a')}   no test at all\n`)).toThrow('names no test');
  });
});
