/** Figures as people read them: the same in the window, on the command line and in reports. */
import { common as de } from './de/common.ts';
import { common as en } from './en/common.ts';
import type { Language } from './language.ts';

/** A figure that is null, or that another program left out or sent as something else, reads `–`. */
type Said = (value: number | null) => string;

/** Between a figure and its unit stands a space that doesn't break. */
export interface Figures {
  /** Without separators of thousands: `0.4`, `1.6`, `213`. */
  readonly number: Said;
  /** `18 ms`, `1.6 ms`, `0.04 ms`: two digits that matter are enough. */
  readonly ms: Said;
  /** 0–1: `4.2 %`, `23 %`; a trace is never shown as nothing. */
  readonly ratio: Said;
  /** `1.2 MB`, in powers of 1000 as network people count. */
  readonly bytes: Said;
  /** Of a packet: `1380 bytes`. */
  readonly wholeBytes: Said;
  /** Bytes a second. */
  readonly bytesPerSecond: Said;
  /** Bits a second: `38.2 Mbit/s`. */
  readonly bits: Said;
  /** dBm, with a minus sign: `−81 dBm`. */
  readonly dbm: Said;
  /** ms: `41 s`, `3 min`, `2 h`, `5 d`: the largest unit alone, rounded down. */
  readonly age: Said;
  /** ms: `8 s`, `2 min 40 s`, `1 h 30 min`: the two largest units. */
  readonly duration: Said;
  /** Wall-clock ms: date and time of day here, to the minute. */
  readonly moment: Said;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const made: Readonly<Record<Language, Figures>> = { en: makeFigures(en), de: makeFigures(de) };

/** The figures of a language. */
export function figuresIn(language: Language): Figures {
  return made[language];
}

function makeFigures({ locale, units }: typeof en): Figures {
  const whole = decimals(locale, 0);
  const upToTenths = decimals(locale, 1);
  const upToHundredths = decimals(locale, 2);
  const tenths = decimals(locale, 1, 1);
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const said = (say: (value: number) => string): Said => {
    return (value) => (value !== null && Number.isFinite(value) ? say(value) : units.none);
  };
  const short = (value: number): string =>
    (value < 0.095 ? upToHundredths : value < 9.95 ? upToTenths : whole)(value);
  const bytes = said((value) => {
    const [part, power] = scale(value, 4);
    return units.bytes((power === 0 || part >= 99.95 ? whole : tenths)(part), power);
  });
  return {
    number: said(short),
    ms: said((value) => units.ms(short(value))),
    ratio: said((value) => {
      const percent = value * 100;
      return units.percent(short(percent > 0 ? Math.max(0.1, percent) : percent));
    }),
    bytes,
    wholeBytes: said(units.wholeBytes),
    bytesPerSecond: said((value) => `${bytes(value)}/s`),
    bits: said((value) => {
      const [part, power] = scale(value, 3);
      return units.bits((power === 0 || part >= 99.95 ? whole : upToTenths)(part), power);
    }),
    dbm: said((value) => units.dbm(whole(value).replace('-', '−'))),
    age: said((ms) => {
      const unit = Math.max(0, ms) < MINUTE ? SECOND : ms < HOUR ? MINUTE : ms < DAY ? HOUR : DAY;
      return inUnit(units, unit, Math.floor(Math.max(0, ms) / unit));
    }),
    duration: said((ms) => {
      const all = Math.round(Math.max(0, ms) / SECOND) * SECOND;
      const [large, small] = all < MINUTE ? [SECOND] : all < HOUR ? [MINUTE, SECOND] : longer(all);
      const first = inUnit(units, large, Math.floor(all / large));
      // Seconds say little beside ten minutes.
      const rest = small === undefined || (small === SECOND && all >= 10 * MINUTE) ? 0 : all % large;
      const more = small === undefined ? 0 : Math.floor(rest / small);
      return small === undefined || more === 0 ? first : `${first} ${inUnit(units, small, more)}`;
    }),
    moment: said((at) => when.format(at)),
  };
}

/** As the language writes it. @param most - decimals, at least `least` of them. */
function decimals(locale: string, most: number, least = 0): (value: number) => string {
  const options = { maximumFractionDigits: most, minimumFractionDigits: least, useGrouping: false };
  const format = new Intl.NumberFormat(locale, options);
  return (value) => format.format(value);
}

/** A value in the power of 1000 in which it is below 1000; 999.5 would be shown as 1000 of the smaller unit. */
function scale(value: number, highest: number): [part: number, power: number] {
  let [part, power] = [value, 0];
  while (part >= 999.5 && power < highest) [part, power] = [part / 1000, power + 1];
  return [part, power];
}

function longer(ms: number): [large: number, small: number] {
  return ms < DAY ? [HOUR, MINUTE] : [DAY, HOUR];
}

function inUnit(units: (typeof en)['units'], unit: number, count: number): string {
  if (unit === SECOND) return units.seconds(count);
  if (unit === MINUTE) return units.minutes(count);
  return unit === HOUR ? units.hours(count) : units.days(count);
}
