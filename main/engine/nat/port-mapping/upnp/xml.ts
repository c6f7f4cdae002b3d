/**
 * A small reader for the XML of routers: tolerant of sloppy markup, deaf to everything that could make it work hard. It
 * knows no document types and no entities but XML's own five, skips attributes, and takes time in proportion to the text.
 */
import { type Token, xmlTokens } from './xml-tokens.ts';

export interface XmlElement {
  /** Without namespace prefix. */
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** Character data directly within it. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly children: OpenElement[];
  text: string;
}

/** A router's description has a few hundred elements, five or six deep. */
const MOST_ELEMENTS = 4_000;
const DEEPEST = 32;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The root of all that stands in the text; null when it carries a document type or more than a router would say. */
export function readXml(source: string): XmlElement | null {
  const root: OpenElement = { name: '', children: [], text: '' };
  /** From the root to the element that the text is in. */
  const path: OpenElement[] = [root];
  let elements = 0;
  for (const token of xmlTokens(source)) {
    if (token.kind === 'open') elements++;
    if (token.kind === 'forbidden' || elements > MOST_ELEMENTS || path.length > DEEPEST) return null;
    take(token, path, path.at(-1) ?? root);
  }
  return root;
}

/** Every element of that name, in the order of the text. */
export function findAll(element: XmlElement, name: string): XmlElement[] {
  const own = element.name === name ? [element] : [];
  return [...own, ...element.children.flatMap((child) => findAll(child, name))];
}

/** The text of the first child of that name, trimmed; empty when there is none. */
export function childText(element: XmlElement, name: string): string {
  return element.children.find((child) => child.name === name)?.text.trim() ?? '';
}

/** Makes text fit to stand between tags. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function take({ kind, content }: Token, path: OpenElement[], current: OpenElement): void {
  if (kind === 'data') current.text += content;
  if (kind === 'text') current.text += decode(content);
  if (kind === 'open') {
    const element: OpenElement = { name: nameOf(content), children: [], text: '' };
    current.children.push(element);
    if (!content.endsWith('/')) path.push(element);
  }
  if (kind === 'close') {
    // An end tag closes what was left open within; one that fits nothing is noise.
    const at = path.findLastIndex(({ name }) => name === nameOf(content));
    if (at > 0) path.length = at;
  }
}

function nameOf(tag: string): string {
  const [name = ''] = tag.split(/[\s/]/, 1);
  return name.slice(name.indexOf(':') + 1);
}

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
