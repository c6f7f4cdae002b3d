/** Plain tables for a terminal. */

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Lays rows out under their titles, two spaces apart. A cell's width is that of its visible characters. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i] ?? ''))));
  return lines.map((line) =>
    columns
      .map(({ align = 'left' }, i) => {
        const cell = line[i] ?? '';
        const space = ' '.repeat((widths[i] ?? 0) - widthOf(cell));
        return align === 'left' ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns that a terminal gives a text: two for East Asian and emoji characters, none for combining marks. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width +=
      /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return width;
}

/**
 * Makes a text fit for a terminal: no control characters, no turning of the reading direction, and no spaces that don't
 * break, by which nobody would find it.
 */
export function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
