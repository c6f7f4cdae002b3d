import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseSubnet, type OwnNetwork, ownNetworks } from '../../../../main/engine/party/own-networks.ts';
import { formatSubnet, parseSubnet, type Subnet } from '../../../../shared/address.ts';

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

const network = (text: string): OwnNetwork => ({ device: 'eth0', subnet: subnet(text) });

function chosen(wanted: string, networks: readonly OwnNetwork[]): string {
  const result = chooseSubnet(subnet(wanted), networks);
  return result.ok ? formatSubnet(result.value) : result.fault.code;
}

describe('the subnet of a new party', () => {
  let resolvConf: string;
  beforeEach(() => {
    resolvConf = join(mkdtempSync(join(tmpdir(), 'lanrage-subnet-')), 'resolv.conf');
  });
  afterEach(() => rmSync(join(resolvConf, '..'), { recursive: true }));

  it('is the wanted one while nothing here is in it', () => {
    expect(chosen('10.66.0.0/16', [network('192.168.1.0/24'), network('10.67.0.0/16')])).toBe('10.66.0.0/16');
  });

  it('is the next free one where a network of this machine is inside the wanted one', () => {
    expect(chosen('10.66.0.0/16', [network('10.66.3.0/24'), network('10.67.0.0/24')])).toBe('10.68.0.0/16');
  });

  it('leaves out the one that has a name server of this machine, which no route need tell of', () => {
    writeFileSync(resolvConf, 'nameserver 10.66.255.53\n');
    const server = ownNetworks([resolvConf]).filter(({ device }) => device === 'its name server');
    expect(chosen('10.66.0.0/16', server)).toBe('10.67.0.0/16');
  });

  it('is none where this machine fills all private ranges', () => {
    const all = [network('10.0.0.0/8'), network('172.16.0.0/12'), network('192.168.0.0/16')];
    expect(chosen('10.66.0.0/16', all)).toBe('party.no-free-subnet');
  });
});
