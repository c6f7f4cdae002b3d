/** What engines tell of who can join, in each situation that screens show. */
import { fault } from '../../shared/faults/fault.ts';
import { type InvitingFacts, unknownInviting } from '../../shared/model/inviting.ts';

const here: InvitingFacts = {
  ...unknownInviting,
  home: 'here',
  meets: 'off',
  mapping: 'endpoint-independent',
  filtering: 'address-and-port-dependent',
  udp: 'works',
};
const held = { state: 'held', external: '203.0.113.10:8667', fault: null } as const;
const none = (reason: InvitingFacts['router']['fault']): InvitingFacts['router'] => ({
  state: 'none',
  external: null,
  fault: reason,
});
const noUpnp = none(fault('portmap.none-found', { gateway: '192.168.1.1' }));
const at = '2026-11-21T05:00:00.000Z';

export const invitingFacts = {
  unknown: unknownInviting,
  checking: { ...here, router: { state: 'asking', external: null, fault: null } },
  anywhere: { ...here, router: held, outside: { result: 'let-in', at } },
  probably: { ...here, router: held, outside: { result: 'nobody-to-ask', at } },
  keptOut: { ...here, router: held, outside: { result: 'kept-out', at } },
  house: { ...here, router: noUpnp },
  behindAnother: { ...here, router: none(fault('portmap.behind-another-nat', { address: '100.64.3.9' })) },
  notAsked: { ...here, router: { state: 'off', external: null, fault: null } },
  someIpv6: { ...here, router: noUpnp, ipv6: true },
  meets: {
    ...here,
    router: noUpnp,
    meets: 'on',
    filtering: 'address-dependent',
    rendezvous: [{ way: 'nostr', place: 'wss://relay.example.org', state: 'open' }],
  },
  most: {
    ...here,
    router: noUpnp,
    meets: 'on',
    rendezvous: [{ way: 'nostr', place: 'wss://relay.example.org', state: 'open' }],
  },
  server: { ...unknownInviting, home: 'elsewhere', server: { scope: 'internet', reached: 'as-invited' } },
  silent: { ...unknownInviting, home: 'elsewhere', server: { scope: 'internet', reached: 'no' } },
  serverHouse: { ...unknownInviting, home: 'elsewhere', server: { scope: 'house', reached: 'as-invited' } },
} satisfies Record<string, InvitingFacts>;
