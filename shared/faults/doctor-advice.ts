/** Advice for the causes that the doctor finds. */
import { fix } from '../texts/en/fix.ts';
import { inviting } from '../texts/en/inviting.ts';
import { wordFor } from '../texts/facts.ts';
import { figuresIn } from '../texts/figures.ts';
import { sayWhy } from '../texts/say-inviting.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';

const say = figuresIn('en');
const { checks, remedies: remedyNames } = fix.fix;
const { lines, why: reasons } = inviting.inviting;

const setUp = { kind: 'do', call: 'setUpTunnel', label: 'Set up' } as const;
const openSettings = { kind: 'open', screen: 'settings', label: 'Open settings' } as const;

export const doctorAdvice: AdviceFor<Extract<FaultCode, `doctor.${string}`>> = {
  'doctor.check-overdue': {
    title: 'A check took too long',
    text: ({ check, seconds }) =>
      `The check “${wordFor(checks, check)}” had no result after ${say.duration(seconds * 1000)} and was left. Run the doctor once more.`,
    severity: 'low',
    remedies: [],
  },
  'doctor.remedy-unfit': {
    title: 'There is nothing to mend that way',
    text: ({ remedy }) =>
      `No finding of the last run asks for “${wordFor(remedyNames, remedy)}”. Run the doctor again first.`,
    severity: 'low',
    remedies: [],
  },
  'doctor.stale-interface': {
    title: 'A network of an earlier run is left',
    text: ({ name }) =>
      `The network interface ${name} was left by a run that broke off, and may catch your party’s traffic. It can be removed.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.key-mismatch': {
    title: 'The tunnel has another key than you',
    text: ({ name }) =>
      `Something else has changed the key of ${name}, so nobody can reach you. Restarting the tunnel sets it right.`,
    severity: 'high',
    remedies: [setUp],
  },
  'doctor.foreign-route': {
    title: 'Another VPN takes the party’s traffic',
    text: ({ subnet, source }) =>
      `What is meant for the party (${subnet}) leaves this computer from ${source}, probably by another VPN. Disconnect it, or exclude that range in it.`,
    severity: 'high',
    remedies: [],
  },
  'doctor.clock-skew': {
    title: 'Your clock is wrong',
    text: ({ seconds }) =>
      `It differs from the server’s by ${say.duration(Math.abs(seconds) * 1000)}, with which WireGuard and sign-ins begin to fail. Set the time automatically in the system’s settings.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.clock-set-back': {
    title: 'Your clock was set back',
    text: ({ seconds }) =>
      `By ${say.duration(seconds * 1000)} since the party last heard of you. A relay of an older LANrage takes you for a recording for that long, and answers nothing. Whoever runs the server can update it, or start it again.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.disk-full': {
    title: 'The disk is nearly full',
    text: () =>
      'History and settings can soon not be kept. Free some space; the history can be shortened here.',
    severity: 'medium',
    remedies: [],
  },
  'doctor.busy-computer': {
    title: 'This computer is very busy',
    text: ({ percent }) =>
      `Its processor is ${say.ratio(percent / 100)} taken, which shows as lag for everybody. Close what you do not need.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.no-route': {
    title: 'There is no way to the Internet',
    text: () =>
      'This computer has no default route: no cable, no Wi-Fi, or no answer when it asked for an address. Check the connection.',
    severity: 'high',
    remedies: [],
  },
  'doctor.gateway-silent': {
    title: 'Your router does not answer',
    text: ({ gateway }) =>
      `Nothing comes back from ${gateway}, nor from beyond it. Check cable or Wi-Fi, then restart the router.`,
    severity: 'high',
    remedies: [],
  },
  'doctor.no-internet': {
    title: 'The Internet is not reached',
    text: ({ gateway }) =>
      `Your router ${gateway} answers, and nothing beyond it does. The provider’s line may be down: look at the router’s lights, or restart it.`,
    severity: 'high',
    remedies: [],
  },
  'doctor.icmp-filtered': {
    title: 'Pings are not answered here',
    text: ({ gateway }) =>
      `The Internet works, but ${gateway} leaves pings unanswered. That harms no game; some measurements are missing.`,
    severity: 'low',
    remedies: [],
  },
  'doctor.home-loss': {
    title: 'Packets are lost in your own network',
    text: ({ gateway, percent }) =>
      `${say.ratio(percent / 100)} are lost between this computer and your router ${gateway}. Use a cable, or go nearer to the router and to 5 GHz.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.dns-dead': {
    title: 'Names are not found',
    text: ({ name, reason }) =>
      `“${name}” could not be looked up (${reason}), while the Internet itself is reached. Choose another DNS server, such as your router’s.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.dns-lies': {
    title: 'Names lead nowhere',
    text: ({ name, address }) =>
      `The DNS server says that “${name}” is at ${address}, which is this computer itself. A filter or a sign-in page does that: choose another DNS server.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.captive-portal': {
    title: 'This network wants you to sign in',
    text: () =>
      'A page of the network answers in the place of others. Open any page in your browser and sign in there.',
    severity: 'high',
    remedies: [],
  },
  'doctor.udp-blocked': {
    title: 'This network blocks UDP',
    text: () =>
      'Games and WireGuard use UDP, which gets no answer here; LANrage goes through TCP instead, which is slower. Ask whoever runs the network to allow it.',
    severity: 'medium',
    remedies: [],
  },
  'doctor.invite-limited': {
    title: 'Not everybody you invite can join',
    text: ({ line, why, gateway }) =>
      `${wordFor(lines, line)} ${sayWhy(why, gateway, reasons)} Your party’s screen shows what helps.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.both-symmetric': {
    title: 'No direct path between both routers',
    text: ({ peer }) =>
      `Your router and that of ${peer} change ports for each destination, so only a relay brings you together. Switch on UPnP in either router for a direct path.`,
    severity: 'low',
    remedies: [],
  },
  'doctor.peer-missing': {
    title: 'A player is missing in the tunnel',
    text: ({ peer }) =>
      `WireGuard does not know ${peer} under the key of the party. Reaching the player anew sets it right.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.echo-filtered': {
    title: 'A firewall drops what we measure with',
    text: ({ peer }) =>
      `${peer} is reached, but answers nothing on UDP port 8668: a firewall at either end. The game may work all the same; allow LANrage there.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.firewall-here': {
    title: 'This computer lets nobody in',
    text: ({ command }) =>
      `A firewall here drops what players begin, so games that run here cannot be joined. ${command === '' ? 'Allow LANrage’s network in its settings.' : `To allow LANrage’s network, run ${command}.`}`,
    severity: 'high',
    remedies: [{ kind: 'copy', text: ({ command }) => command, label: 'Copy the command', isCommand: true }],
  },
  'doctor.firewall-there': {
    title: 'A player’s computer lets nobody in',
    text: ({ peer }) =>
      `The link to ${peer} works, but a firewall there drops what others begin, so games that run there cannot be joined. The doctor on that computer says what to do.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.peer-silent': {
    title: 'A player does not answer',
    text: ({ peer }) =>
      `The tunnel to ${peer} stands, and nothing comes back through it. Their computer may be asleep, or a firewall drops everything.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.latency-relayed': {
    title: 'The relay makes a long detour',
    text: ({ peer, latencyMs }) =>
      `${say.ms(latencyMs)} to ${peer}, through the relay. A relay nearer to both, or a port opened in either router (UPnP), would help.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.latency-direct': {
    title: 'The way to a player is long',
    text: ({ peer, latencyMs }) =>
      `${say.ms(latencyMs)} to ${peer} on the direct path: distance, or a busy line at either end. Pause downloads and uploads, then look again.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.loss': {
    title: 'Packets are lost on the way',
    text: ({ peer, percent }) =>
      `${say.ratio(percent / 100)} between you and ${peer} are lost, here and there. A busy line does that: pause downloads at both ends.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.loss-bursts': {
    title: 'Packets are lost in bursts',
    text: ({ peer, percent, longest }) =>
      `${say.ratio(percent / 100)} between you and ${peer} are lost, up to ${longest} in a row. Weak Wi-Fi at either end does that: try a cable or 5 GHz.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.jitter': {
    title: 'The delay jumps',
    text: ({ peer, jitterMs }) =>
      `It changes by ${say.ms(jitterMs)} from packet to packet to ${peer}. Wi-Fi or a full line do that: use a cable, pause uploads.`,
    severity: 'medium',
    remedies: [],
  },
  'doctor.mtu': {
    title: 'Large packets get stuck',
    text: ({ peer, mtu, expected }) =>
      `On the way to ${peer} only ${say.wholeBytes(mtu)} pass at once, not ${expected}: games connect and then stall. A smaller MTU helps; set it at both ends.`,
    severity: 'medium',
    remedies: [openSettings],
  },
};
