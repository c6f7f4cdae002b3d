import { figuresIn } from '../../texts/figures.ts';
import type { WordsFor } from '../advice-entry.ts';
import type { FaultCode } from '../fault.ts';
import { quoted } from '../reason-parts.ts';

const say = figuresIn('de');

type Area = 'ipc' | 'engine' | 'settings' | 'storage' | 'keys' | 'command';

export const appWords: WordsFor<Extract<FaultCode, `${Area}.${string}`>> = {
  'ipc.bad-request': {
    title: 'Diese Eingabe wurde nicht verstanden',
    text: ({ reason }) => `LANrage konnte damit nichts anfangen: ${reason}.`,
  },
  'engine.unexpected': {
    title: 'Etwas ging unerwartet schief',
    text: ({ reference }) =>
      `Das ist ein Fehler in LANrage, nicht deiner. Das Protokoll beschreibt ihn unter ${reference}.`,
  },
  'engine.not-running': {
    title: 'LANrage läuft nicht',
    text: ({ dataDir }) => `Für ${dataDir} läuft kein LANrage. Starte die App, oder führ „lanrage up“ aus.`,
  },
  'engine.already-running': {
    title: 'LANrage läuft schon',
    text: ({ dataDir, pid }) =>
      `Ein anderes LANrage${pid > 0 ? ` (Prozess ${pid})` : ''} benutzt ${dataDir}. Nimm dieses, oder beende es zuerst.`,
  },
  'engine.unauthorised': {
    title: 'Diese Seite darf LANrage nicht steuern',
    text: () =>
      'Der Adresse fehlt das richtige Token, oder jemand anders hat LANrage gestartet. Öffne die Adresse, die es ausgegeben hat.',
  },
  'engine.unreachable': {
    title: 'LANrage antwortet nicht',
    text: () =>
      'Diese Seite verlor die Verbindung zu LANrage, während sie wartete. Sie versucht es von selbst wieder.',
  },
  'settings.invalid': {
    title: 'Diese Einstellung geht so nicht',
    text: ({ key, reason }) =>
      `Der Wert für „${key}“ wurde nicht angenommen: ${reason}. Nichts wurde geändert.`,
  },
  'settings.repaired': {
    title: 'Die Einstellungen sind neu begonnen',
    text: ({ movedTo }) =>
      `Die Datei mit deinen Einstellungen war beschädigt. Sie liegt nun als ${movedTo}, und alle Einstellungen sind wieder voreingestellt.`,
  },
  'settings.needs-restart': {
    title: 'LANrage muss neu gestartet werden',
    text: ({ settings }) =>
      `Was noch aussteht, gilt erst ab dem Start von LANrage: ${settings}. Beende LANrage und starte es wieder.`,
  },
  'storage.unwritable': {
    title: 'LANrage kann nicht speichern',
    text: ({ path, reason }) => `${path} ließ sich nicht schreiben: ${reason}.`,
  },
  'storage.full': {
    title: 'Der Datenträger ist voll',
    text: ({ path }) =>
      `Für ${path} ist kein Platz mehr. Schaff Platz und versuch es noch einmal; verloren ging nichts.`,
  },
  'storage.unreadable': {
    title: 'Eine eigene Datei ist unlesbar',
    text: ({ path, reason }) => `${path} ließ sich nicht lesen: ${reason}.`,
  },
  'storage.newer': {
    title: 'Ein neueres LANrage schrieb das',
    text: ({ path, found, known }) =>
      `${path} hat die Form ${found}, diese Version kennt höchstens ${known}. Aktualisiere LANrage; die Datei blieb, wie sie war.`,
  },
  'keys.unreadable': {
    title: 'Der Schlüssel des Geräts ist unlesbar',
    text: ({ path, reason }) =>
      `${path}: ${reason}. Stell die Datei wieder her; oder räum sie weg, dann macht LANrage einen neuen Schlüssel, und andere sehen ein neues Gerät.`,
  },
  'keys.mismatch': {
    title: 'Die Schlüssel passen nicht zusammen',
    text: ({ path }) =>
      `Der Schlüssel in ${path} gehört nicht zum öffentlichen daneben, einer von beiden wurde also ausgetauscht. Stell sie wieder her, oder räum beide weg.`,
  },
  'keys.locked': {
    title: 'Der Schlüssel des Geräts ist versperrt',
    text: ({ path }) =>
      `${path} ist vom Schlüsselspeicher deines Desktops versiegelt, den nur die App von LANrage fragen kann. Nimm die App; oder starte sie einmal mit LANRAGE_KEY_STORE=off, dann bleibt der Schlüssel in einer Datei, die nur du öffnen darfst.`,
  },
  'command.not-found': {
    title: 'Ein Programm fehlt',
    text: ({ command }) => `LANrage braucht das Programm ${command}, und auf diesem System fehlt es.`,
  },
  'command.failed': {
    title: 'Ein Systembefehl schlug fehl',
    text: ({ command, exitCode, stderr }) =>
      `„${command}“ endete mit Code ${exitCode}${stderr === '' ? '' : ` und sagte ${quoted(stderr, '„“')}`}.`,
  },
  'command.timed-out': {
    title: 'Ein Systembefehl dauerte zu lange',
    text: ({ command, timeoutMs }) =>
      `„${command}“ antwortete nicht binnen ${say.duration(timeoutMs)} und wurde beendet.`,
  },
};
