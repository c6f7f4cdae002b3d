/** Games themselves, from Debian's packages: none finds its server in another home by itself, each does through a party. */
import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { ip } from './kit/namespace.ts';
import type { LabProcess } from './kit/process.ts';
import { LabServers } from './kit/servers.ts';

interface RealGame {
  readonly name: string;
  readonly packages: string;
  readonly programs: readonly string[];
  /** @param folder - of its own. */
  serve(host: LabHost, folder: string): LabProcess;
  /** Addresses of the servers that its client finds. */
  search(host: LabHost, folder: string): Promise<readonly string[]>;
}

const GAMES: readonly RealGame[] = [
  {
    name: 'Chocolate Doom',
    packages: 'chocolate-doom',
    programs: ['/usr/games/chocolate-server', '/usr/games/chocolate-doom'],
    serve: (host, folder) => host.spawn('env', [`HOME=${folder}`, '/usr/games/chocolate-server']),
    async search(host, folder) {
      const screen = ['SDL_VIDEODRIVER=dummy', 'SDL_AUDIODRIVER=dummy', `HOME=${folder}`];
      const { stdout } = await host.exec('env', [...screen, '/usr/games/chocolate-doom', '-localsearch']);
      return [...stdout.matchAll(/\b10\.66\.\d+\.\d+\b/g)].map(([address]) => address);
    },
  },
  {
    name: 'OpenTTD',
    packages: 'openttd openttd-opengfx',
    programs: ['/usr/games/openttd'],
    serve(host, folder) {
      // The smallest map, which is made in a moment.
      writeFileSync(`${folder}/openttd.cfg`, '[game_creation]\nmap_x = 6\nmap_y = 6\n');
      return host.spawn('env', [`HOME=${folder}`, '/usr/games/openttd', '-D', '-c', `${folder}/openttd.cfg`]);
    },
    async search(host) {
      const home = host.address.replace(/\d+$/, '255');
      const { servers } = await host.script<{ servers: string[] }>('openttd-ask', [home]);
      return servers.map((server) => server.replace(/:3979$/, ''));
    },
  },
];

describeLab('a game’s own LAN search', () => {
  let internet: Internet;
  let host: LabEngine;
  let guest: LabEngine;

  beforeAll(async () => {
    internet = createInternet('games');
    const servers = new LabServers(internet);
    const homes = [1, 2].map(() => internet.home({ nat: 'port-restricted' }).hosts[0]);
    for (const { namespace, address } of homes) ip(namespace, [`addr change ${address}/24 brd + dev eth0`]);
    const engines = homes.map((each) => new LabEngine(internet, each));
    [host, guest] = engines as [LabEngine, LabEngine];
    await Promise.all([servers.start(), ...engines.map((engine) => engine.up())]);
    const { code } = await host.done<{ code: string }>('party', 'create', 'Friday night');
    await guest.done('party', 'join', code);
    await guest.reaches(await host.address());
  });

  afterAll(() => internet?.close());

  for (const { name, packages, programs, serve, search } of GAMES) {
    const isHere = programs.every((program) => existsSync(program));
    const title = `${name} finds a friend’s server at the party address, and none while games are not carried`;
    test.skipIf(!isHere)(isHere ? title : `${title} (needs ${packages})`, async () => {
      const folders = [internet.folder(`${name}-server`), internet.folder(`${name}-client`)] as const;
      const server = serve(host.host, folders[0]);
      try {
        const found = () => search(guest.host, folders[1]);
        await expect.poll(found, { timeout: 60_000 }).toEqual([await host.address()]);
        await guest.done('settings', 'lanGames=false');
        await guest.waitFor('that it is off', ({ party }) => party?.games?.state === 'off');
        expect(await found()).toEqual([]);
        await guest.done('settings', 'lanGames=true');
        await guest.waitFor('that it is on', ({ party }) => party?.games?.state === 'on');
      } finally {
        server.kill('SIGKILL');
        await server.exited;
      }
    });
  }
});
