/** Words that every screen uses. */
import { pluralOf } from '../plural.ts';

const plural = pluralOf('en');
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const bitUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

export const common = {
  locale: 'en',
  app: 'LANrage',
  others: (count: number) => plural(count, 'other', 'others'),
  units: {
    ms: (value: string) => `${value}\u00a0ms`,
    percent: (value: string) => `${value}\u00a0%`,
    seconds: (count: number) => `${count}\u00a0s`,
    minutes: (count: number) => `${count}\u00a0min`,
    hours: (count: number) => `${count}\u00a0h`,
    days: (count: number) => `${count}\u00a0d`,
    bytes: (value: string, power: number) => `${value}\u00a0${byteUnits[power] ?? 'TB'}`,
    /** Of a packet, written out. */
    wholeBytes: (count: number) => `${count}\u00a0bytes`,
    bits: (value: string, power: number) => `${value}\u00a0${bitUnits[power] ?? 'Gbit/s'}`,
    dbm: (value: string) => `${value}\u00a0dBm`,
    none: '–',
    ago: (age: string) => `${age} ago`,
  },
  gone: { peer: 'a player who left', target: 'a target that was removed' },
  zones: { nav: 'Places', main: 'Main', detail: 'Details' },
  actions: {
    back: 'Back',
    cancel: 'Cancel',
    close: 'Close',
    loading: 'Loading…',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Not copied',
    save: 'Save',
    saved: 'Saved',
    setUp: 'Set up',
    settingUp: 'Waiting for your system…',
    tryAgain: 'Try again',
  },
  link: {
    finding: 'finding',
    reaching: 'reaching',
    securing: 'securing',
    relayed: 'relayed',
    direct: 'direct',
    unsteady: 'unsteady',
    lost: 'lost',
    away: 'offline',
    step: (step: number, of: number) => `step ${step} of ${of}`,
    loss: (ratio: string) => `${ratio} lost`,
  },
  quality: { good: 'Good', fair: 'Fair', poor: 'Poor' },
};
