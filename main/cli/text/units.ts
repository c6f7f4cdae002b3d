/** Figures with their units, as on the screens, with spaces that a terminal's search finds. */
import { figuresIn } from '../../../shared/texts/figures.ts';
import { plain } from '../table.ts';

const figures = figuresIn('en');

type Said = (value: number | null) => string;

function inTerminal(say: Said): Said {
  return (value) => plain(say(value));
}

/** What stands where nothing is known: never a 0. */
export const UNKNOWN = figures.number(null);
export const number = inTerminal(figures.number);
export const milliseconds = inTerminal(figures.ms);
/** Of a ratio, 0–1. */
export const percent = inTerminal(figures.ratio);
/** Decimal: 1 kB is 1000 bytes. */
export const bytes = inTerminal(figures.bytes);
export const wholeBytes = inTerminal(figures.wholeBytes);
export const bytesPerSecond = inTerminal(figures.bytesPerSecond);
export const bitsPerSecond = inTerminal(figures.bits);
/** The two largest units: `1 h 30 min`, `21 min`, `8 s`. */
export const duration = inTerminal(figures.duration);

/** Local, to the minute: `2026-11-21 20:15`. @param at - wall-clock ms. */
export function moment(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `1 player`, `3 players`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${value} ${value === 1 ? one : many}`;
}
