import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNameServers } from '../../../main/base/name-servers.ts';
import { formatSubnet } from '../../../shared/address.ts';

describe('the name servers of this machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-names-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (...names: string[]) =>
    readNameServers(names.map((name) => join(folder, name))).map(({ subnet }) => formatSubnet(subnet));

  it('are those of IPv4 that resolv.conf names, and nothing that only looks like one', () => {
    const text = [
      '# nameserver 10.9.9.9',
      'search lan',
      'nameserver 10.255.255.53',
      'nameserver\t192.168.7.1 ',
      'nameserver 2001:db8::53',
      'nameserver 10.1.2.300',
      'options edns0',
    ].join('\n');
    writeFileSync(join(folder, 'resolv.conf'), text);
    expect(read('resolv.conf')).toEqual(['10.255.255.53/32', '192.168.7.1/32']);
  });

  it('are also the ones behind a local stand-in', () => {
    writeFileSync(join(folder, 'stub'), 'nameserver 127.0.0.53\n');
    writeFileSync(join(folder, 'real'), 'nameserver 10.67.0.1\n');
    expect(read('stub', 'real')).toEqual(['127.0.0.53/32', '10.67.0.1/32']);
  });

  it('are none where the file is missing or is none', () => {
    expect(read('missing', '.')).toEqual([]);
  });
});
