/** What the reasons of every language are put together from. */
import { wordFor } from '../texts/facts.ts';
import type { Figures } from '../texts/figures.ts';

/** As systems, Node and TLS name errors. What looks otherwise is no name, and is not shown as one. */
const ERRNO = /^[A-Z][A-Z0-9_]{1,63}$/;

/** An error's name in words, or as `other` has it. */
export function knownErrno(
  words: Readonly<Record<string, string>>,
  name: string,
  other: (name: string) => string,
): string {
  if (Object.hasOwn(words, name)) return words[name] ?? name;
  return other(ERRNO.test(name) ? name : '?');
}

/** What a program of others says itself, as a quotation. @param marks - the opening and the closing one. */
export function quoted(text: string, marks: string): string {
  return `${marks[0]}${text.replace(/[.!\s]+$/, '')}${marks[1]}`;
}

/** A limit of a setting or a field; `unit`: empty where its name says it. */
export function inUnit(say: Figures, figure: number, unit: string): string {
  return unit === '' ? say.number(figure) : `${say.number(figure)}\u00a0${unit}`;
}

const PROTOCOLS = { pcp: 'PCP', 'nat-pmp': 'NAT-PMP', upnp: 'UPnP' } as const;

/** A port mapping protocol as its specification writes it. */
export function protocolName(protocol: string): string {
  return wordFor(PROTOCOLS, protocol);
}
