/** A log as lines of text, which can be copied and pasted with whatever stands around it. */

const BEGIN = '-----BEGIN LANRAGE CONNECTION LOG-----';
const END = '-----END LANRAGE CONNECTION LOG-----';
const LINE = /.{1,120}/g;

export function armour(log: Uint8Array): string {
  const lines = Buffer.from(log).toString('base64').match(LINE) ?? [];
  return [BEGIN, ...lines, END].join('\n');
}

/** The log somewhere in a text, the last one where there are several; null: there is none that is whole. */
export function unarmour(text: string): Uint8Array | null {
  const begin = text.lastIndexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin === -1 || end === -1) return null;
  return Buffer.from(text.slice(begin + BEGIN.length, end), 'base64');
}
