/** Advice for two who have one code and want to meet without a server. */
import { wordFor } from '../texts/facts.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { FaultArgs, FaultCode } from './fault.ts';

const openSettings = { kind: 'open', screen: 'settings', label: 'Open settings' } as const;
const joinAgain = { kind: 'open', screen: 'join', label: 'Join again' } as const;

const networks: Readonly<Record<FaultArgs['meeting.nat']['whose'], string>> = {
  ours: 'Your router uses another port for everybody you talk to, and your friend’s lets in only whom it was told of.',
  theirs:
    'Your friend’s router uses another port for everybody they talk to, and yours lets in only whom it was told of.',
  both: 'Both your routers use another port for everybody you talk to.',
};
const help =
  'It helps if one of you opens a port (UPnP) or has IPv6, if another friend makes the party, or a server.';

export const meetingAdvice: AdviceFor<Extract<FaultCode, `meeting.${string}`>> = {
  'meeting.nobody': {
    title: 'Nobody of this party is there',
    text: () =>
      'Nobody who is in the party answers. Ask your friend whether their LANrage is running and in the party, and whether the code is that of today.',
    severity: 'medium',
    remedies: [joinAgain],
  },
  'meeting.nat': {
    title: 'Your two networks can’t meet',
    text: ({ whose }) => `${wordFor(networks, whose)} ${help}`,
    severity: 'high',
    remedies: [openSettings],
  },
  'meeting.friend-kept-out': {
    title: 'A friend can’t reach your party',
    text: ({ whose }) => `Somebody with your code tried. ${wordFor(networks, whose)} ${help}`,
    severity: 'medium',
    remedies: [openSettings],
  },
  'meeting.blocked': {
    title: 'No packet gets through to your friend',
    text: () =>
      'You found each other, but nothing that one sends arrives at the other. A firewall or a provider may block UDP on either side. Try again; it helps if one of you opens a port or has IPv6, or another friend makes the party.',
    severity: 'high',
    remedies: [joinAgain],
  },
  'meeting.no-endpoint': {
    title: 'Your friend’s LANrage can’t be reached',
    text: () =>
      'It doesn’t know under which address the Internet sees it. Ask your friend whether they are online and their firewall lets LANrage use UDP, and try again.',
    severity: 'high',
    remedies: [joinAgain],
  },
};
