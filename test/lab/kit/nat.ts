/**
 * Routers' nftables rulesets, one for each kind of NAT (words of RFC 4787; the kind's everyday name is its key).
 * What each does is measured by nat-kinds.test.ts, never assumed.
 */
export const natKinds = [
  'port-restricted',
  'full-cone',
  'address-restricted',
  'address-dependent',
  'symmetric',
  'udp-blocked',
] as const;
export type NatKind = (typeof natKinds)[number];

/** The last octets that the lab gives to hosts of its Internet. */
const INTERNET_HOSTS = Array.from({ length: 60 }, (_, i) => i + 2);
const PORTS_PER_DESTINATION = 256;

/**
 * The ruleset of a router with the interfaces `wan` and `lan`. @param host - address of the one host behind it that
 * unasked packets are let through to, where the kind lets any through.
 */
export function natRuleset(kind: NatKind, host: string): string {
  const {
    prerouting = '',
    postrouting = 'oifname "wan" masquerade',
    forward = '',
    sets = '',
  } = parts(kind, host);
  return `
table ip nat {
  ${sets}
  chain prerouting {
    type nat hook prerouting priority dstnat;
    ${prerouting}
  }
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ${postrouting}
  }
  chain forwarding {
    type filter hook forward priority filter; policy drop;
    ${forward}
    iifname "lan" accept
    ct state established,related accept
    ct status dnat accept
  }
  chain incoming {
    type filter hook input priority filter; policy drop;
    iifname { "lo", "lan" } accept
    ct state established,related accept
  }
}
`;
}

interface Parts {
  readonly prerouting?: string;
  readonly postrouting?: string;
  readonly forward?: string;
  readonly sets?: string;
}

function parts(kind: NatKind, host: string): Parts {
  switch (kind) {
    case 'port-restricted':
      return {};
    case 'full-cone':
      return { prerouting: `iifname "wan" udp dport 1024-65535 dnat to ${host}` };
    case 'address-restricted':
      // Masquerading keeps the port, so the port inside is also the one that answers come to.
      return {
        sets: 'set asked { typeof ip daddr . udp sport; flags dynamic,timeout; timeout 60s; }',
        forward: 'iifname "lan" meta l4proto udp update @asked { ip daddr . udp sport }',
        prerouting: `iifname "wan" ip saddr . udp dport @asked dnat to ${host}`,
      };
    case 'address-dependent':
      // Whoever else there is, such as the address of a granted port, is one more destination.
      return {
        postrouting: [...INTERNET_HOSTS.map(portsOfDestination), 'oifname "wan" masquerade'].join('\n    '),
      };
    case 'symmetric':
      return { postrouting: 'oifname "wan" masquerade fully-random' };
    case 'udp-blocked':
      return { forward: 'meta l4proto udp drop' };
  }
}

/** A range of its own for each destination: conntrack reuses a mapping only where it fits the range. */
function portsOfDestination(octet: number): string {
  const first = 20_000 + octet * PORTS_PER_DESTINATION;
  const range = `${first}-${first + PORTS_PER_DESTINATION - 1}`;
  const destination = `oifname "wan" ip daddr 203.0.113.${octet}`;
  return `${destination} meta l4proto { tcp, udp } masquerade to :${range}`;
}
