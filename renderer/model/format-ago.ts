import { texts } from '../texts.ts';
import { formatAge } from './format.ts';

/** `85 s`, `2 min 40 s`, `1 h 12 min`: as exact as it takes to tell a point of the chart from the next. @param ago - seconds, 0 or negative. */
export function formatAgo(ago: number): string {
  const seconds = -ago;
  if (seconds < 120) return texts().units.seconds(seconds);
  const large = seconds < 3600 ? 60 : 3600;
  const small = large / 60;
  const rest = Math.floor((seconds % large) / small) * small;
  const parts = [seconds - (seconds % large), rest].filter((part) => part > 0);
  return parts.map((part) => formatAge(part * 1000)).join(' ');
}
