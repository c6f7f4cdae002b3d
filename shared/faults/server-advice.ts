/** Advice for the control server as its clients see it, for meeting places, and for those who run servers. */
import { figuresIn } from '../texts/figures.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';

const say = figuresIn('en');
const openSettings = { kind: 'open', screen: 'settings', label: 'Open settings' } as const;
const joinAgain = { kind: 'open', screen: 'join', label: 'Join again' } as const;

type ServerCode = Extract<FaultCode, `${'control' | 'rendezvous' | 'serve'}.${string}`>;

export const serverAdvice: AdviceFor<ServerCode> = {
  'control.unreachable': {
    title: 'The party’s server is out of reach',
    text: ({ server, reason }) =>
      `${server} could not be reached: ${reason}. Check the Internet connection, and that the host is running. A running game goes on.`,
    severity: 'high',
    remedies: [openSettings],
  },
  'control.timed-out': {
    title: 'The party’s server is too slow',
    text: ({ server }) => `${server} gave no answer in time. Try again in a moment; a running game goes on.`,
    severity: 'medium',
    remedies: [],
  },
  'control.bad-message': {
    title: 'Server and app misunderstood',
    text: ({ reason }) =>
      `A message was not as agreed: ${reason}. Make sure that both run the newest LANrage.`,
    severity: 'medium',
    remedies: [],
  },
  'control.too-large': {
    title: 'A message was too large',
    text: ({ limitBytes }) =>
      `The server takes at most ${say.bytes(limitBytes)} at once, so it closed the connection.`,
    severity: 'medium',
    remedies: [],
  },
  'control.out-of-order': {
    title: 'Server and app lost their step',
    text: ({ expected }) => `The server expected “${expected}” first. LANrage connects again by itself.`,
    severity: 'medium',
    remedies: [],
  },
  'control.unknown-type': {
    title: 'The server does not know this request',
    text: ({ type }) =>
      `The server has no “${type}”; it may be older than this app. Ask its operator to update it.`,
    severity: 'medium',
    remedies: [],
  },
  'control.version-unsupported': {
    title: 'App and server do not fit together',
    text: ({ serverVersion, clientVersion }) =>
      serverVersion > clientVersion
        ? `The server speaks version ${serverVersion}, this app only ${clientVersion}. Update LANrage.`
        : `This app speaks version ${clientVersion}, the server only ${serverVersion}. Ask its operator to update it.`,
    severity: 'high',
    remedies: [],
  },
  'control.not-authenticated': {
    title: 'The server did not accept this device',
    text: ({ reason }) => `This device could not prove who it is: ${reason}. LANrage tries again by itself.`,
    severity: 'high',
    remedies: [],
  },
  'control.token-invalid': {
    title: 'Your place in the party has lapsed',
    text: () => 'The server no longer knows this membership. Join again with the invite.',
    severity: 'medium',
    remedies: [joinAgain],
  },
  'control.rate-limited': {
    title: 'Too many requests',
    text: ({ retryAfterMs }) =>
      `The server asks for a pause. Try again in ${say.duration(Math.max(1, Math.ceil(retryAfterMs / 1000)) * 1000)}.`,
    severity: 'low',
    remedies: [],
  },
  'control.too-many-parties': {
    title: 'The server has too many parties',
    text: ({ limit }) =>
      `Its limit of ${limit} parties is reached. Try later, or play without a server of others.`,
    severity: 'medium',
    remedies: [openSettings],
  },
  'control.too-many-connections': {
    title: 'The server has too many connections',
    text: ({ limit }) => `Its limit of ${limit} connections is reached. LANrage tries again by itself.`,
    severity: 'medium',
    remedies: [],
  },
  'control.peer-unreachable': {
    title: 'A player cannot be told right now',
    text: () =>
      'The server has no connection to that player at the moment. It is tried again when they are back.',
    severity: 'low',
    remedies: [],
  },
  'control.relay-refused': {
    title: 'The server refused this relay',
    text: () => 'The shared secret is not the one of the control server. Give both the same secret.',
    severity: 'high',
    remedies: [],
  },
  'control.replaced': {
    title: 'This device connected elsewhere',
    text: () => 'Another LANrage with the same keys took over the connection. Run it in one place at a time.',
    severity: 'medium',
    remedies: [],
  },
  'control.server-failed': {
    title: 'The party’s server had a problem',
    text: ({ reference }) =>
      `This is a mistake on the server; its log has it under ${reference}. Try again in a moment.`,
    severity: 'medium',
    remedies: [{ kind: 'copy', text: ({ reference }) => reference, label: 'Copy the reference' }],
  },

  'rendezvous.unreachable': {
    title: 'No meeting place answers',
    text: () =>
      'None of the places where players with the same code find each other could be reached. Check the Internet connection, and the meeting places in the settings. LANrage tries again by itself; a running game goes on.',
    severity: 'medium',
    remedies: [openSettings],
  },
  'rendezvous.clock': {
    title: 'Your clock and a friend’s disagree',
    text: ({ seconds }) =>
      `They differ by ${say.duration(seconds * 1000)}, so that you can’t find each other. Set the date and time of both computers; most systems can do it by themselves.`,
    severity: 'high',
    remedies: [],
  },

  'serve.port-taken': {
    title: 'A port that LANrage needs is taken',
    text: ({ protocol, address, port }) =>
      `Another program uses ${protocol.toUpperCase()} port ${port} on ${address}. End it, or choose another port.`,
    severity: 'high',
    remedies: [openSettings],
  },
  'serve.address-unavailable': {
    title: 'This machine lacks that address',
    text: ({ address }) => `The servers cannot open ${address}, since no network of this machine has it.`,
    severity: 'high',
    remedies: [],
  },
  'serve.secret-missing': {
    title: 'The relay needs the shared secret',
    text: () =>
      'A relay that registers with a control server needs the secret that both share. Give it at the start.',
    severity: 'high',
    remedies: [],
  },
  'serve.tls-invalid': {
    title: 'The TLS certificate cannot be used',
    text: ({ reason }) => `The certificate or its key was not accepted: ${reason}.`,
    severity: 'high',
    remedies: [],
  },
};
