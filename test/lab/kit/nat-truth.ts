/** What the kinds of NAT that the lab builds do, in the words of RFC 4787: name, home, mapping, filtering. */
import type { HomeOptions } from './home.ts';

const independent = 'endpoint-independent';
const address = 'address-dependent';
const both = 'address-and-port-dependent';

export const natTruth: readonly [string, HomeOptions, string, string][] = [
  ['a port-restricted NAT', { nat: 'port-restricted' }, independent, both],
  ['a full-cone NAT', { nat: 'full-cone' }, independent, independent],
  ['an address-restricted NAT', { nat: 'address-restricted' }, independent, address],
  ['an address-dependent NAT', { nat: 'address-dependent' }, address, both],
  ['a symmetric NAT', { nat: 'symmetric' }, both, both],
  ['a double NAT', { nat: 'port-restricted', carrier: 'port-restricted' }, independent, both],
  ['a home behind a symmetric carrier', { nat: 'port-restricted', carrier: 'symmetric' }, both, both],
  ['a double full-cone NAT', { nat: 'full-cone', carrier: 'full-cone' }, independent, independent],
];
