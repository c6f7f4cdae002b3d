/** `npm run docs`: writes the pages of docs/ that are made from the code. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readChecklist } from './checklist.ts';
import { checklistPage } from './checklist-page.ts';
import { settingsPage } from './settings-page.ts';
import { root } from './tree.ts';

writeFileSync(path.join(root, 'docs/settings.md'), settingsPage());
writeFileSync(path.join(root, 'docs/checklist.md'), checklistPage(readChecklist()));
