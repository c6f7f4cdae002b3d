import { describe, expect, it } from 'vitest';
import {
  defaultGateways,
  localAddressTowards,
} from '../../../../main/engine/machine/gateway/default-gateways.ts';
import {
  parseLinuxIpv6Routes,
  parseLinuxRoutes,
} from '../../../../main/engine/machine/gateway/linux-routes.ts';
import { parseNetstat, parseRoutePrint } from '../../../../main/engine/machine/gateway/printed-routes.ts';
import { ok } from '../../../../shared/result.ts';

const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
const NEAR = 'eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0';
const DEFAULT = 'eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0';
const WIFI = 'wlan0\t00000000\tFE01A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0';

describe('the default gateway on Linux', () => {
  it('is that of the default route with the lowest metric', () => {
    expect(parseLinuxRoutes([HEAD, WIFI, NEAR, DEFAULT].join('\n'))).toBe('192.168.1.1');
  });

  it('is not a default route without a gateway, as VPNs have it, nor half of the Internet', () => {
    const vpn = 'wg0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0';
    const half = 'wg0\t00000000\t0100000A\t0003\t0\t0\t0\t00000080\t0\t0\t0';
    expect(parseLinuxRoutes([HEAD, vpn, half, NEAR].join('\n'))).toBeNull();
    expect(parseLinuxRoutes([HEAD, vpn, half, DEFAULT].join('\n'))).toBe('192.168.1.1');
  });

  it('is found for IPv6 as well, with the device that a link-local one is behind', () => {
    const zero = '0'.repeat(32);
    const router = 'fe800000000000000211223344556677';
    const local = `fe800000000000000000000000000000 40 ${zero} 00 ${zero} 00000100 00000001 00000000 00000001     eth0`;
    const other = `${zero} 00 ${zero} 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003    wlan0`;
    const gateway = `${zero} 00 ${zero} 00 ${router} 00000064 00000001 00000000 00450003     eth0`;
    const unreachable = `${zero} 00 ${zero} 00 ${zero} ffffffff 00000001 00000000 00200200       lo`;
    const table = [local, other, gateway, unreachable].join('\n');
    expect(parseLinuxIpv6Routes(table)).toBe('fe80::211:2233:4455:6677%eth0');
    const wide = `${zero} 00 ${zero} 00 20010db8000000000000000000000001 00000001 00000001 00000000 00000003 eth1`;
    expect(parseLinuxIpv6Routes([table, wide].join('\n'))).toBe('2001:db8::1');
  });

  it.each(['', HEAD, 'garbage\n\n\u0000', `${HEAD}\neth0\t00000000\tXYZ\t0003\t0\t0\t1\t00000000`])(
    'is none in %j',
    (table) => {
      expect(parseLinuxRoutes(table)).toBeNull();
      expect(parseLinuxIpv6Routes(table)).toBeNull();
    },
  );

  it.runIf(process.platform === 'linux')('is asked of the system without failing', async () => {
    expect(await defaultGateways()).toHaveProperty('ipv4');
    expect(await localAddressTowards('127.0.0.1')).toBe('127.0.0.1');
  });
});

describe('the default gateway on Windows', () => {
  it("is asked of Windows' own program, whatever lies in the current folder", async () => {
    const files: string[] = [];
    await defaultGateways('win32', async ({ file }) => {
      files.push(file);
      return ok({ exitCode: 0, stdout: '', stderr: '' });
    });
    expect(files).toEqual(['C:\\Windows\\System32\\route.exe']);
  });
});

const MAC = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.168.178.1      UGScg                 en0
default            link#21            UCSIg           bridge100      !
127                127.0.0.1          UCS                   lo0
192.168.178        link#11            UCS                   en0      !

Internet6:
Destination                             Gateway                                 Flags               Netif Expire
default                                 fe80::%utun0                            UGcIg               utun0
default                                 fe80::1%en0                             UGcg                  en0
::1                                     ::1                                     UHL                   lo0
`;

const WINDOWS = `===========================================================================\r
Schnittstellenliste\r
 12...00 15 5d 01 02 03 ......Intel(R) Ethernet Connection\r
  1...........................Software Loopback Interface 1\r
===========================================================================\r
\r
IPv4-Routentabelle\r
===========================================================================\r
Aktive Routen:\r
     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik\r
          0.0.0.0          0.0.0.0   Auf Verbindung         10.8.0.2     10\r
          0.0.0.0          0.0.0.0      192.168.1.2    192.168.1.44     50\r
          0.0.0.0          0.0.0.0      192.168.1.1    192.168.1.23     25\r
        127.0.0.0        255.0.0.0   Auf Verbindung         127.0.0.1    331\r
===========================================================================\r
Ständige Routen:\r
  Netzwerkadresse          Netzmaske  Gatewayadresse  Metrik\r
          0.0.0.0          0.0.0.0       10.9.9.9      1\r
===========================================================================\r
\r
IPv6-Routentabelle\r
===========================================================================\r
 If Metrik Netzwerkziel             Gateway\r
 12    281 ::/0                     fe80::1\r
  1    331 ::1/128                  Auf Verbindung\r
`;

describe('the default gateway in printed tables', () => {
  it('is read from what macOS prints', () => {
    expect(parseNetstat(MAC)).toEqual({ ipv4: '192.168.178.1', ipv6: 'fe80::1%en0' });
  });

  it('is read from what Windows prints, in any language', () => {
    expect(parseRoutePrint(WINDOWS)).toEqual({ ipv4: '192.168.1.1', ipv6: 'fe80::1%12' });
  });

  it('is none where nothing is printed', () => {
    const none = { ipv4: null, ipv6: null };
    expect(parseNetstat('')).toEqual(none);
    expect(parseRoutePrint('')).toEqual(none);
  });
});
