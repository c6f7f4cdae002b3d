/** The seconds of one minute as one value: (second, bucket with its length), ascending. */
import { VarintReader, VarintWriter } from './varint.ts';

/** Second within the minute, 0–59 → its bucket at rest. */
export type Seconds = ReadonlyMap<number, Uint8Array>;

const writer = new VarintWriter();

export function encodePack(seconds: Seconds): Uint8Array {
  for (const [second, bucket] of [...seconds].sort(([a], [b]) => a - b)) {
    writer.put(second);
    writer.putBytes(bucket);
  }
  return writer.take();
}

/** The buckets are views of the pack. */
export function decodePack(pack: Uint8Array): Map<number, Uint8Array> {
  const reader = new VarintReader(pack);
  const seconds = new Map<number, Uint8Array>();
  while (!reader.isAtEnd) {
    const second = reader.get();
    const bucket = reader.getBytes();
    if (second < 60) seconds.set(second, bucket);
  }
  return seconds;
}
