/** The built renderer, read once: what isn't in this list at start cannot be asked for later. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

export interface StaticFile {
  readonly type: string;
  readonly body: Buffer;
}

/** By request path, e.g. `/assets/index-1a2b.js`; `/` is the page. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/** All that a built page consists of; files of other kinds are not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Reads the files of a folder into memory; links are not followed.
 * @fault storage.unreadable - the folder or its `index.html` cannot be read, e.g. because it was not built.
 */
export async function readStaticFiles(folder: string): Promise<Result<StaticFiles, 'storage.unreadable'>> {
  try {
    const page = { type: TYPES['.html'] ?? '', body: await readFile(join(folder, 'index.html')) };
    const files = new Map<string, StaticFile>([['/', page]]);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const type = TYPES[extname(entry.name)];
      if (type === undefined || !entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(`/${relative(folder, path).split(sep).join('/')}`, { type, body: await readFile(path) });
    }
    return ok(files);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return fail(fault('storage.unreadable', { path: folder, reason: 'errno', errno: code }));
  }
}
