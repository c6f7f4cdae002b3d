import type { common as en } from '../en/common.ts';
import { pluralOf } from '../plural.ts';

const plural = pluralOf('de');
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const bitUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

export const common: typeof en = {
  locale: 'de',
  app: 'LANrage',
  others: (count) => plural(count, 'weitere Person', 'weitere'),
  units: {
    ms: (value) => `${value}\u00a0ms`,
    percent: (value) => `${value}\u00a0%`,
    seconds: (count) => `${count}\u00a0s`,
    minutes: (count) => `${count}\u00a0min`,
    hours: (count) => `${count}\u00a0h`,
    days: (count) => `${count}\u00a0Tg.`,
    bytes: (value, power) => `${value}\u00a0${byteUnits[power] ?? 'TB'}`,
    wholeBytes: (count) => `${count}\u00a0Byte`,
    bits: (value, power) => `${value}\u00a0${bitUnits[power] ?? 'Gbit/s'}`,
    dbm: (value) => `${value}\u00a0dBm`,
    none: '–',
    ago: (age) => `vor ${age}`,
  },
  gone: { peer: 'jemand, der gegangen ist', target: 'ein entferntes Ziel' },
  zones: { nav: 'Orte', main: 'Inhalt', detail: 'Einzelheiten' },
  actions: {
    back: 'Zurück',
    cancel: 'Abbrechen',
    close: 'Schließen',
    loading: 'Wird geladen …',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Nicht kopiert',
    save: 'Speichern',
    saved: 'Gespeichert',
    setUp: 'Einrichten',
    settingUp: 'Warte auf dein System …',
    tryAgain: 'Noch einmal versuchen',
  },
  link: {
    finding: 'wird gesucht',
    reaching: 'wird erreicht',
    securing: 'wird gesichert',
    relayed: 'über Relay',
    direct: 'direkt',
    unsteady: 'wackelig',
    lost: 'verloren',
    away: 'offline',
    step: (step, of) => `Schritt ${step} von ${of}`,
    loss: (ratio) => `${ratio} verloren`,
  },
  quality: { good: 'Gut', fair: 'Mäßig', poor: 'Schlecht' },
};
