/** Cuts markup into tags and text, in one pass over it. */
export interface Token {
  readonly kind: 'open' | 'close' | 'text' | 'data' | 'comment' | 'forbidden';
  /** What stands between the markup's own signs. */
  readonly content: string;
}

/** What markup is by how it begins, with what ends it; the first that fits. */
const MARKUP = [
  { start: '<!--', end: '-->', kind: 'comment' },
  { start: '<?', end: '?>', kind: 'comment' },
  { start: '<![CDATA[', end: ']]>', kind: 'data' },
  // Document types, which could define entities.
  { start: '<!', end: '>', kind: 'forbidden' },
  { start: '</', end: '>', kind: 'close' },
  { start: '<', end: '>', kind: 'open' },
] as const;

/** Ends early at markup that is cut off: nothing sensible follows. */
export function* xmlTokens(source: string): Generator<Token> {
  let at = 0;
  while (at < source.length) {
    const markup = MARKUP.find(({ start }) => source.startsWith(start, at));
    const from = at + (markup?.start.length ?? 0);
    const end = source.indexOf(markup?.end ?? '<', from);
    if (end === -1 && markup !== undefined) return;
    const content = source.slice(from, end === -1 ? source.length : end);
    yield { kind: markup?.kind ?? 'text', content };
    at = from + content.length + (markup?.end.length ?? 0);
  }
}
