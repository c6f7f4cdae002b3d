/** Networks of containers and virtual machines that a system numbers before its adapter, as after a replug or a sleep. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { createNamespace, ip, removeNamespace } from './kit/namespace.ts';
import { LabServers } from './kit/servers.ts';

/** Takes the adapter out, makes the networks, and puts it back in: it is numbered after them then. */
function numberBefore({ namespace, address }: LabHost, networks: readonly string[]): void {
  const aside = `${namespace}-aside`;
  createNamespace(aside);
  ip(namespace, [`link set eth0 netns ${aside}`]);
  const boxes = networks.flatMap((network, i) => [
    `link add box${i} index ${2 + 2 * i} type veth peer name box${i}in index ${3 + 2 * i}`,
    `addr add ${network} dev box${i}`,
    `link set box${i} up`,
    `link set box${i}in up`,
  ]);
  ip(namespace, boxes);
  ip(aside, [`link set eth0 netns ${namespace}`]);
  const gateway = address.replace(/\d+$/, '1');
  ip(namespace, [`addr add ${address}/24 dev eth0`, 'link set eth0 up', `route add default via ${gateway}`]);
  removeNamespace(aside);
}

const CONTAINERS = Array.from({ length: 5 }, (_, i) => `172.${17 + i}.0.1/16`);

describeLab('two players in one LAN, whose router sends nothing back in, go direct', () => {
  let internet: Internet;

  beforeAll(async () => {
    internet = createInternet('lanorder');
    await new LabServers(internet).start();
  });

  afterAll(() => internet?.close());

  test.each([
    ['one has five container networks', CONTAINERS, []],
    ['both have the same two', CONTAINERS.slice(0, 2), CONTAINERS.slice(0, 2)],
    [
      'both have VPNs with the same numbers',
      ['10.8.0.6/24', '10.9.0.6/24', ...CONTAINERS.slice(0, 3)],
      ['10.8.0.7/24', '10.9.0.7/24'],
    ],
  ])('where %s before the adapter', async (_what, onFirst, onSecond) => {
    const [first, second] = internet.home({ nat: 'port-restricted', hosts: 2 }).hosts as [LabHost, LabHost];
    numberBefore(first, onFirst);
    numberBefore(second, onSecond);
    const [alice, bob] = [new LabEngine(internet, first), new LabEngine(internet, second)];
    await Promise.all([alice.up(), bob.up()]);
    const { code } = await alice.done<{ code: string }>('party', 'create', 'LAN');
    await bob.done('party', 'join', code);

    await alice.shows('direct', await bob.address());

    const { party } = await alice.snapshot();
    expect(party?.peers.map(({ strategy }) => strategy)).toEqual(['lan']);
  });
});
