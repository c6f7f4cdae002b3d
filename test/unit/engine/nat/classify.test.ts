import { describe, expect, it } from 'vitest';
import {
  classifyFiltering,
  classifyMapping,
  classifyPort,
  findPublicAddress,
  type Hearing,
} from '../../../../main/engine/nat/classify.ts';
import { parseEndpoint } from '../../../../shared/address.ts';

/** `server sees mapped`, each an endpoint. */
function sightings(...texts: readonly string[]) {
  return texts.map((text) => {
    const [server = null, mapped = null] = text.split(' sees ').map(parseEndpoint);
    if (server === null || mapped === null) throw new Error(`not a sighting: ${text}`);
    return { server, mapped };
  });
}

describe('the mapping', () => {
  it.each([
    ['unknown', []],
    ['unknown', ['1.1.1.1:1 sees 9.9.9.9:50']],
    ['unknown', ['1.1.1.1:1 sees 9.9.9.9:50', '1.1.1.1:2 sees 9.9.9.9:50']],
    ['unknown', ['1.1.1.1:1 sees 9.9.9.9:50', '1.1.1.1:1 sees 9.9.9.9:50']],
    ['endpoint-independent', ['1.1.1.1:1 sees 9.9.9.9:50', '2.2.2.2:1 sees 9.9.9.9:50']],
    ['dependent', ['1.1.1.1:1 sees 9.9.9.9:50', '2.2.2.2:1 sees 9.9.9.9:51']],
    ['dependent', ['1.1.1.1:1 sees 9.9.9.9:50', '2.2.2.2:1 sees 9.9.9.8:50']],
    [
      'address-dependent',
      ['1.1.1.1:1 sees 9.9.9.9:50', '1.1.1.1:2 sees 9.9.9.9:50', '2.2.2.2:1 sees 9.9.9.9:51'],
    ],
    ['address-and-port-dependent', ['1.1.1.1:1 sees 9.9.9.9:50', '1.1.1.1:2 sees 9.9.9.9:51']],
    [
      'address-and-port-dependent',
      ['1.1.1.1:1 sees 9.9.9.9:50', '2.2.2.2:2 sees 9.9.9.9:50', '2.2.2.2:1 sees 9.9.9.9:51'],
    ],
    [
      'endpoint-independent',
      ['[2001:db8::1]:1 sees [2001:db8:0::9]:5', '[2001:db8::2]:1 sees [2001:db8::9]:5'],
    ],
  ])('is %s when %j', (mapping, texts) => {
    expect(classifyMapping(sightings(...texts))).toBe(mapping);
    expect(classifyMapping(sightings(...texts).reverse())).toBe(mapping);
  });
});

describe('the filtering', () => {
  const table: [Hearing, Hearing, string][] = [
    ['heard', 'heard', 'endpoint-independent'],
    ['heard', 'silent', 'endpoint-independent'],
    ['heard', 'unclear', 'endpoint-independent'],
    ['silent', 'heard', 'address-dependent'],
    ['silent', 'silent', 'address-and-port-dependent'],
    ['silent', 'unclear', 'unknown'],
    ['unclear', 'heard', 'unknown'],
    ['unclear', 'silent', 'unknown'],
    ['unclear', 'unclear', 'unknown'],
  ];
  it.each(table)('with the stranger %s and the neighbour %s is %s', (stranger, neighbour, filtering) => {
    expect(classifyFiltering(stranger, neighbour)).toBe(filtering);
  });
});

describe('what servers saw', () => {
  const seen = sightings(
    '1.1.1.1:1 sees 9.9.9.8:50',
    '2.2.2.2:1 sees 9.9.9.9:50',
    '3.3.3.3:1 sees 9.9.9.9:50',
  );

  it('gives the public address that most of them agree on', () => {
    expect(findPublicAddress(seen)).toBe('9.9.9.9');
    expect(findPublicAddress(seen.slice(0, 2))).toBe('9.9.9.8');
    expect(findPublicAddress([])).toBeNull();
  });

  it('tells whether the port was kept', () => {
    expect(classifyPort(seen, 50)).toBe('yes');
    expect(classifyPort(seen, 51)).toBe('no');
    expect(classifyPort([], 50)).toBe('unknown');
  });
});
