/** Draws the tray's shapes as pixels, so that each size and scale is sharp and no image files are needed. Pure. */
import type { TrayShape } from './tray-state.ts';

/** Straight RGB, 0–255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Sixteen samples a pixel make edges smooth enough at 16 px. */
const SUBSAMPLES = 4;

/** Whether a point is inside of a shape; the square is −1 to 1 both ways, y down. */
const inside: Readonly<Record<TrayShape, (x: number, y: number) => boolean>> = {
  idle: (x, y) => isRing(x, y),
  connecting: (x, y) => isRing(x, y) || (x < 0 && Math.hypot(x, y) < 0.85),
  good: (x, y) => Math.hypot(x, y) < 0.85,
  relayed: (x, y) => Math.hypot(x, y) < 0.85 && Math.abs(y) > 0.16,
  trouble: (x, y) => y < 0.8 && y > -0.85 && Math.abs(x) < (y + 0.85) * 0.57 && !isMark(x, y),
};

function isRing(x: number, y: number): boolean {
  const radius = Math.hypot(x, y);
  return radius < 0.85 && radius > 0.6;
}

/** The exclamation mark of the triangle. */
function isMark(x: number, y: number): boolean {
  return Math.abs(x) < 0.11 && ((y > -0.25 && y < 0.32) || (y > 0.45 && y < 0.65));
}

/** @returns `size` × `size` pixels of premultiplied BGRA, as Electron's `nativeImage.createFromBitmap` takes them. */
export function drawShape(shape: TrayShape, size: number, [red, green, blue]: Colour): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const alpha = coverage(inside[shape], row, column, size);
      const at = (row * size + column) * 4;
      for (const [i, part] of [blue, green, red, 255].entries()) pixels[at + i] = Math.round(part * alpha);
    }
  }
  return pixels;
}

/** The share of a pixel that lies inside. */
function coverage(
  test: (x: number, y: number) => boolean,
  row: number,
  column: number,
  size: number,
): number {
  let hits = 0;
  for (let i = 0; i < SUBSAMPLES * SUBSAMPLES; i++) {
    const x = column + ((i % SUBSAMPLES) + 0.5) / SUBSAMPLES;
    const y = row + (Math.floor(i / SUBSAMPLES) + 0.5) / SUBSAMPLES;
    if (test((2 * x) / size - 1, (2 * y) / size - 1)) hits++;
  }
  return hits / SUBSAMPLES ** 2;
}
