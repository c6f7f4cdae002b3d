/** Advice for the program itself: its engine, settings, disk, keys and the commands it runs. */
import { figuresIn } from '../texts/figures.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';
import { quoted } from './reason-parts.ts';

const say = figuresIn('en');

type Area = 'ipc' | 'engine' | 'settings' | 'storage' | 'keys' | 'command';
const copyPath = {
  kind: 'copy',
  text: ({ path }: { readonly path: string }) => path,
  label: 'Copy the path',
} as const;
const openSettings = { kind: 'open', screen: 'settings', label: 'Open settings' } as const;

export const appAdvice: AdviceFor<Extract<FaultCode, `${Area}.${string}`>> = {
  'ipc.bad-request': {
    title: 'That input was not understood',
    text: ({ reason }) => `LANrage could not use what it was given: ${reason}.`,
    severity: 'medium',
    remedies: [],
  },
  'engine.unexpected': {
    title: 'Something unexpected went wrong',
    text: ({ reference }) =>
      `This is a mistake in LANrage, not yours. The log describes it under the reference ${reference}.`,
    severity: 'high',
    remedies: [{ kind: 'copy', text: ({ reference }) => reference, label: 'Copy the reference' }],
  },
  'engine.not-running': {
    title: 'LANrage is not running',
    text: ({ dataDir }) => `No LANrage is running for ${dataDir}. Start the app, or run “lanrage up”.`,
    severity: 'high',
    remedies: [{ kind: 'copy', text: () => 'lanrage up', label: 'Copy the command', isCommand: true }],
  },
  'engine.already-running': {
    title: 'LANrage is already running',
    text: ({ dataDir, pid }) =>
      `Another LANrage${pid > 0 ? ` (process ${pid})` : ''} uses ${dataDir}. Use that one, or end it first.`,
    severity: 'high',
    remedies: [],
  },
  'engine.unauthorised': {
    title: 'This page may not control LANrage',
    text: () =>
      'The address lacks the right token, or another user started LANrage. Open the address that it printed.',
    severity: 'high',
    remedies: [],
  },
  'engine.unreachable': {
    title: 'LANrage does not answer',
    text: () => 'This page lost its connection to LANrage while it was waiting. It tries again by itself.',
    severity: 'medium',
    remedies: [],
  },

  'settings.invalid': {
    title: 'This setting cannot be used',
    text: ({ key, reason }) => `The value for “${key}” was not accepted: ${reason}. Nothing was changed.`,
    severity: 'medium',
    remedies: [openSettings],
  },
  'settings.repaired': {
    title: 'Settings had to be started afresh',
    text: ({ movedTo }) =>
      `The file with your settings was damaged. It was kept as ${movedTo}, and all settings are back at their defaults.`,
    severity: 'medium',
    remedies: [openSettings, { kind: 'copy', text: ({ movedTo }) => movedTo, label: 'Copy the path' }],
  },
  'settings.needs-restart': {
    title: 'LANrage has to be started again',
    text: ({ settings }) =>
      `What waits takes effect when LANrage starts, and not before: ${settings}. End LANrage and start it again.`,
    severity: 'low',
    remedies: [],
  },
  'storage.unwritable': {
    title: 'LANrage cannot save its files',
    text: ({ path, reason }) => `${path} could not be written: ${reason}.`,
    severity: 'high',
    remedies: [copyPath],
  },
  'storage.full': {
    title: 'The disk is full',
    text: ({ path }) =>
      `There is no room left to write ${path}. Free some space and try again; nothing was lost.`,
    severity: 'high',
    remedies: [copyPath],
  },
  'storage.unreadable': {
    title: 'LANrage cannot read a file of its own',
    text: ({ path, reason }) => `${path} could not be read: ${reason}.`,
    severity: 'high',
    remedies: [copyPath],
  },
  'storage.newer': {
    title: 'A newer LANrage wrote these files',
    text: ({ path, found, known }) =>
      `${path} has layout ${found}, and this version knows ${known} at most. Update LANrage to go on; the file was left as it is.`,
    severity: 'high',
    remedies: [copyPath],
  },
  'keys.unreadable': {
    title: 'The key of this device is unreadable',
    text: ({ path, reason }) =>
      `${path}: ${reason}. Restore the file; or move it away, and LANrage makes a new key that others see as a new device.`,
    severity: 'high',
    remedies: [copyPath],
  },
  'keys.mismatch': {
    title: 'The keys of this device do not match',
    text: ({ path }) =>
      `The key in ${path} does not belong to the public key beside it, so one of both was exchanged. Restore them, or move both away to get new ones.`,
    severity: 'high',
    remedies: [copyPath],
  },

  'keys.locked': {
    title: 'The key of this device is locked',
    text: ({ path }) =>
      `${path} is sealed by the key store of your desktop, which only the LANrage app can ask. Use the app; or start it once with LANRAGE_KEY_STORE=off, which keeps the key in a file that only you may open.`,
    severity: 'high',
    remedies: [copyPath],
  },

  'command.not-found': {
    title: 'A program is missing',
    text: ({ command }) => `LANrage needs the program ${command}, which was not found on this system.`,
    severity: 'medium',
    remedies: [],
  },
  'command.failed': {
    title: 'A system command failed',
    text: ({ command, exitCode, stderr }) =>
      `“${command}” ended with code ${exitCode}${stderr === '' ? '' : ` and said ${quoted(stderr, '“”')}`}.`,
    severity: 'medium',
    remedies: [],
  },
  'command.timed-out': {
    title: 'A system command took too long',
    text: ({ command, timeoutMs }) =>
      `“${command}” gave no answer within ${say.duration(timeoutMs)} and was stopped.`,
    severity: 'medium',
    remedies: [],
  },
};
