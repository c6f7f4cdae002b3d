import { texts } from '../texts.ts';
import { formatAge } from './format.ts';

/** Beyond it whole minutes tell one point of the chart from the next. */
const SECONDS_UP_TO = 180;

/** `85 s`, `12 min`: how long ago a point of the chart is. @param ago - seconds, 0 or negative. */
export function formatAgo(ago: number): string {
  return -ago <= SECONDS_UP_TO ? texts().units.seconds(-ago) : formatAge(-ago * 1000);
}
