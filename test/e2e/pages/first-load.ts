import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

export const rendererDir = path.join(import.meta.dirname, '../../../out/renderer');

/** Bytes of script, compressed, that the page asks for before it paints: what index.html names, with what that imports. */
export function firstLoadBytes(): number {
  const page = readFileSync(path.join(rendererDir, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file = '']) => file);
  if (scripts.length === 0) throw new Error('index.html names no script');
  return scripts.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(rendererDir, file))).length, 0);
}
