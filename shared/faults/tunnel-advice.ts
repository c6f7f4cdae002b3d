/** Advice for what makes the tunnel: WireGuard, the helper with its rights, and the links to the others. */
import { figuresIn } from '../texts/figures.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';

const say = figuresIn('en');

type Area = 'helper' | 'tunnel' | 'relay' | 'peer';
const setUp = { kind: 'do', call: 'setUpTunnel', label: 'Set up' } as const;
const tryAgain = { kind: 'do', call: 'setUpTunnel', label: 'Try again' } as const;
const openSettings = { kind: 'open', screen: 'settings', label: 'Open settings' } as const;

export const tunnelAdvice: AdviceFor<Extract<FaultCode, `${Area}.${string}`>> = {
  'helper.not-installed': {
    title: 'LANrage lacks the rights for a tunnel',
    text: ({ reason }) =>
      `Making a network needs administrator rights, and the system could not be asked for them: ${reason}.`,
    severity: 'high',
    remedies: [setUp],
  },
  'helper.refused': {
    title: 'The rights for a tunnel were not given',
    text: () =>
      'The system’s question was declined, or the helper did not recognise this app. Set up once more and allow it.',
    severity: 'high',
    remedies: [tryAgain],
  },
  'helper.install-failed': {
    title: 'LANrage could not be set up for good',
    text: ({ reason }) =>
      `The system refused to start the tunnel helper by itself: ${reason}. LANrage works all the same, with a question at the start.`,
    severity: 'low',
    remedies: [],
  },
  'helper.not-removed': {
    title: 'The helper was not removed',
    text: ({ reason }) =>
      `It is still on this computer: ${reason}. Remove it once more, and allow it when your system asks.`,
    severity: 'medium',
    remedies: [],
  },
  'helper.keeps-ending': {
    title: 'The tunnel helper keeps ending',
    text: ({ times }) =>
      `The part of LANrage that makes the tunnel has ended ${times} times within minutes. LANrage starts it again after a pause that grows each time; the log says more.`,
    severity: 'high',
    remedies: [setUp],
  },
  'helper.unreachable': {
    title: 'The tunnel helper does not answer',
    text: ({ reason }) =>
      `The part of LANrage that makes the tunnel cannot be reached: ${reason}. Setting up starts it again.`,
    severity: 'high',
    remedies: [setUp],
  },
  'helper.version-mismatch': {
    title: 'The tunnel helper is another version',
    text: ({ expected, found }) =>
      `The helper that is running speaks version ${found}, this app version ${expected}. Quit LANrage, wait half a minute and start it again.`,
    severity: 'high',
    remedies: [],
  },
  'helper.rejected': {
    title: 'The tunnel helper refused a step',
    text: ({ verb, reason }) => `The step “${verb}” breaks its rules: ${reason}. Nothing was changed.`,
    severity: 'medium',
    remedies: [],
  },

  'tunnel.wireguard-missing': {
    title: 'WireGuard is not installed',
    text: ({ reason }) => `LANrage plays through WireGuard. ${reason}. Then try again, without a restart.`,
    severity: 'high',
    remedies: [
      { kind: 'copy', text: ({ hint }) => hint, label: 'Copy the command', isCommand: true },
      tryAgain,
    ],
  },
  'tunnel.wireguard-broken': {
    title: 'WireGuard’s tools do not work',
    text: ({ reason }) =>
      `They are installed, but ${reason}. Install them anew, and look whether another program is in the way: antivirus, a sandbox, a full disk.`,
    severity: 'high',
    remedies: [tryAgain],
  },
  'tunnel.firewall-shut': {
    title: 'The firewall was not opened',
    text: ({ reason }) => `LANrage could not let your party in: ${reason}. The firewall’s own settings can.`,
    severity: 'medium',
    remedies: [],
  },
  'tunnel.unsupported-platform': {
    title: 'This system cannot make tunnels',
    text: ({ platform }) =>
      `LANrage makes tunnels on Linux, Windows and macOS, and has none for “${platform}”.`,
    severity: 'high',
    remedies: [],
  },
  'tunnel.port-taken': {
    title: 'The WireGuard port is taken',
    text: ({ port }) =>
      `Another program uses UDP port ${port}. Choose another port, or 0 to let the system choose.`,
    severity: 'high',
    remedies: [openSettings],
  },
  'tunnel.interface-exists': {
    title: 'The network name is taken',
    text: ({ name }) =>
      `A network interface ${name} exists that is not ours, so it was left alone. Choose another name.`,
    severity: 'high',
    remedies: [openSettings],
  },
  'tunnel.discovery-unavailable': {
    title: 'Games’ LAN lists stay local',
    text: ({ reason }) =>
      `What games tell their LAN cannot be carried to your party: ${reason}. You can still join a friend’s game by typing their party address.`,
    severity: 'low',
    remedies: [],
  },
  'tunnel.interface-missing': {
    title: 'The tunnel is gone',
    text: ({ name }) =>
      `The network interface ${name} is not there, or something else removed it. Set up to bring it back.`,
    severity: 'high',
    remedies: [setUp],
  },
  'tunnel.changed': {
    title: 'Another program changed the tunnel',
    text: ({ name }) =>
      `The network interface ${name} has lost its address or its route, mostly to a program that manages networks, such as NetworkManager. Restarting the tunnel brings them back; have that program leave ${name} alone.`,
    severity: 'high',
    remedies: [],
  },
  'tunnel.address-conflict': {
    title: 'The party’s addresses clash',
    text: ({ subnet, device }) =>
      `The party uses ${subnet}, which this machine already reaches through ${device}. Disconnect that network, or ask for a party with other addresses.`,
    severity: 'high',
    remedies: [openSettings],
  },
  'tunnel.create-failed': {
    title: 'The tunnel could not be made',
    text: ({ reason }) => `It failed: ${reason}. What had been made was taken down again.`,
    severity: 'high',
    remedies: [tryAgain],
  },
  'tunnel.echo-port-taken': {
    title: 'Latency cannot be measured',
    text: ({ port }) =>
      `Another program uses UDP port ${port} on the party’s address, which LANrage measures with. Close it and join again.`,
    severity: 'high',
    remedies: [],
  },

  'relay.none': {
    title: 'This party has no relay',
    text: ({ server }) =>
      `${server} knows no relay, so only players who reach each other directly can play. Its operator can start one.`,
    severity: 'medium',
    remedies: [],
  },
  'relay.tcp-fallback': {
    title: 'The relay is reached over TCP only',
    text: ({ relay }) =>
      `${relay} does not answer over UDP, which this network probably blocks, so your packets take a detour over TCP. That works everywhere but is slower and less steady; LANrage goes back to UDP by itself as soon as it can.`,
    severity: 'low',
    remedies: [],
  },
  'relay.no-handshake': {
    title: 'The relay does not take you in',
    text: ({ endpoint }) =>
      `${endpoint} answers, but not WireGuard’s handshake: players without a direct path are cut off. Reconnecting may help; if not, whoever runs it has to look.`,
    severity: 'medium',
    remedies: [],
  },
  'relay.unreachable': {
    title: 'The relay does not answer',
    text: ({ endpoint }) =>
      `${endpoint} gives no answer over UDP: a firewall on the way may block it, or it is down. LANrage keeps trying.`,
    severity: 'medium',
    remedies: [],
  },
  'peer.handshake-timeout': {
    title: 'No secure link yet',
    text: ({ peer }) =>
      `${peer} does not answer WireGuard’s handshake. LANrage keeps trying; if it lasts, both of you check your firewalls.`,
    severity: 'medium',
    remedies: [],
  },
  'peer.link-lost': {
    title: 'The link is lost',
    text: ({ peer }) =>
      `Nothing comes from ${peer} any more. LANrage keeps trying; if it lasts, ask whether their computer is on and online.`,
    severity: 'high',
    remedies: [],
  },
  'peer.away': {
    title: 'This player is away',
    text: ({ peer }) =>
      `${peer} lost the connection to the party’s server or closed LANrage. The place and address stay theirs.`,
    severity: 'low',
    remedies: [],
  },
  'peer.small-packets': {
    title: 'Packets were made smaller',
    text: ({ peer, mtu, expected }) =>
      `On the way to ${peer} no more than ${say.wholeBytes(mtu)} pass at once, not ${expected}. LANrage sends smaller packets there, and games need nothing from you.`,
    severity: 'low',
    remedies: [],
  },
  'peer.tunnel-loop': {
    title: 'A player was cut off',
    text: ({ peer }) =>
      `${peer} led this computer's tunnel into itself, which would have kept a processor busy for nothing. The link is cut until the party is joined again.`,
    severity: 'high',
    remedies: [],
  },
  'peer.unknown': {
    title: 'No such player',
    text: ({ peer }) => `${peer} is no player of the party you are in; perhaps they have just left.`,
    severity: 'low',
    remedies: [],
  },
};
