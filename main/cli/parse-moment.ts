const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * A moment as a person types it: `now`, `2h` (ago), or `2026-11-21T20:00`, local where no zone is given.
 * @param now - wall-clock ms. @returns wall-clock ms, null when it is none of these.
 */
export function parseMoment(text: string, now: number): number | null {
  if (text === 'now') return now;
  const [, amount, unit = ''] = /^(\d{1,6})(s|min|h|d)$/.exec(text) ?? [];
  if (amount !== undefined) return Math.max(0, now - Number(amount) * (UNITS_MS[unit] ?? 0));
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/.test(text)) return null;
  // A date alone would be taken for UTC.
  const at = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'));
  return Number.isNaN(at) ? null : at;
}
