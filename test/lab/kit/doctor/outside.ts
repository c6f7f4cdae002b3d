/** What the doctor looks for in the Internet, in the lab's: well-known hosts, names, a page that tells portals. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSelfSigned } from '../../../contract/self-signed.ts';
import type { Home } from '../home.ts';
import type { LabHost } from '../host.ts';
import { type Internet, SERVER_ADDRESS } from '../internet.ts';
import { ip } from '../namespace.ts';
import type { LabProcess } from '../process.ts';

/** Those that the doctor tries by number. */
const WELL_KNOWN = ['1.1.1.1', '8.8.8.8', '9.9.9.9'];
const PAGE_ADDRESS = '203.0.113.12';
export const NAME_SERVER = '203.0.113.13';
const NAMES = {
  'play.example.net': SERVER_ADDRESS,
  'stun.example.net': PAGE_ADDRESS,
  'connectivity-check.ubuntu.com': PAGE_ADDRESS,
};

/** Settings of an engine that knows its servers by name. */
export const SETTINGS_BY_NAME = {
  controlServer: 'ws://play.example.net:8667',
  stunServers: JSON.stringify(['stun.example.net:3478']),
};

export class Outside {
  readonly nameServer: LabProcess;

  private constructor(nameServer: LabProcess) {
    this.nameServer = nameServer;
  }

  static async open(internet: Internet): Promise<Outside> {
    const { server } = internet;
    const folder = internet.folder('certificate');
    const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const { cert, key } = makeSelfSigned(WELL_KNOWN);
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key);
    // Whatever is started from now on takes it for that of an authority.
    process.env.NODE_EXTRA_CA_CERTS = certFile;
    const extra = [PAGE_ADDRESS, NAME_SERVER].map((address) => `addr add ${address}/24 dev eth0`);
    ip(server.namespace, [...extra, ...WELL_KNOWN.map((address) => `addr add ${address}/32 dev eth0`)]);
    const nameServer = server.tool('../doctor/tools/name-server', [NAME_SERVER, JSON.stringify(NAMES)]);
    const tools = [
      nameServer,
      server.tool('../doctor/tools/web-page', [PAGE_ADDRESS, 80, 204]),
      server.tool('../doctor/tools/stun-server', [PAGE_ADDRESS, 3478]),
      server.tool('../doctor/tools/prove-itself', [certFile, keyFile, 443, ...WELL_KNOWN]),
    ];
    await Promise.all(tools.map((tool) => tool.json((line) => line.ready === true)));
    return new Outside(nameServer);
  }

  /** Lets a home reach it all: its provider routes more than the documentation's ranges. */
  connect({ routers }: Home): void {
    ip(
      routers.at(-1) ?? '',
      WELL_KNOWN.map((address) => `route add ${address}/32 dev wan`),
    );
  }

  /** From now on every name leads there. @param lies - IPv4. */
  async lie({ server }: Internet, lies: string): Promise<void> {
    this.nameServer.kill('SIGKILL');
    await this.nameServer.exited;
    const liar = server.tool('../doctor/tools/name-server', [NAME_SERVER, '{}', lies]);
    await liar.json((line) => line.ready === true);
  }

  /** Lets a machine ask this name server. Its mounts become its own. */
  async giveNames(internet: Internet, host: LabHost): Promise<void> {
    const file = join(internet.folder('names'), 'resolv.conf');
    writeFileSync(file, `nameserver ${NAME_SERVER}\n`);
    await host.mount(`mount --bind ${file} /etc/resolv.conf`);
  }
}
