/** Advice for port mapping, which only makes paths better: nothing of it keeps anybody from playing. */
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';
import { protocolName } from './reason-parts.ts';

export const portmapAdvice: AdviceFor<Extract<FaultCode, `portmap.${string}`>> = {
  'portmap.no-gateway': {
    title: 'No router was found',
    text: () => 'This machine has no default route over IPv4, so there is no router to open a port on.',
    severity: 'low',
    remedies: [],
  },
  'portmap.none-found': {
    title: 'The router opens no ports',
    text: ({ gateway }) =>
      `The router at ${gateway} answers neither PCP, NAT-PMP nor UPnP. Switching one of them on in its settings gives more direct paths.`,
    severity: 'low',
    remedies: [{ kind: 'copy', text: ({ gateway }) => gateway, label: 'Copy its address' }],
  },
  'portmap.refused': {
    title: 'The router refused to open a port',
    text: ({ protocol, reason }) =>
      `It speaks ${protocolName(protocol)} and refused: ${reason}. Its settings may allow this machine to open ports.`,
    severity: 'low',
    remedies: [],
  },
  'portmap.unanswered': {
    title: 'The router fell silent',
    text: ({ protocol }) =>
      `It speaks ${protocolName(protocol)}, but gave no answer when it was asked to open a port. A restart of the router may help.`,
    severity: 'low',
    remedies: [],
  },
  'portmap.behind-another-nat': {
    title: 'Another router stands in front',
    text: ({ address }) =>
      `Your router’s own address is ${address}, which the Internet cannot reach: a second router or your provider translates it again, so an open port is of no use.`,
    severity: 'low',
    remedies: [],
  },
};
