import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { qrPath } from '../../renderer/model/qr-path.ts';

/** The squares that a path fills, as the SVG rules read it. */
function squares(path: string): string[] {
  return [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)].flatMap(([, x, y, width]) =>
    Array.from({ length: Number(width) }, (_, i) => `${Number(x) + i},${y}`),
  );
}

it('fills exactly the dark modules of the code', () => {
  const { data } = encode('lanrage://join/192.168.1.20:8667#AAAA', { border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x},${y}`] : [])));
  expect(dark.length).toBeGreaterThan(200);
  expect(squares(qrPath(data))).toEqual(dark);
});
