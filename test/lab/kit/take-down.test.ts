import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeLab } from './describe-lab.ts';
import { wireguardSocket } from './interface-names.ts';
import { createInternet } from './internet.ts';
import { isAlive } from './names.ts';
import { namespaceNames } from './namespace.ts';
import { LabProcess } from './process.ts';

interface Doomed {
  readonly internet: string;
  readonly interface: string;
  readonly sleeper: number;
}

function start(tool: string): LabProcess {
  return new LabProcess(process.execPath, [join(import.meta.dirname, 'tools', tool)]);
}

async function end(signal: NodeJS.Signals): Promise<Doomed> {
  const child = start('doomed-internet.ts');
  const doomed = await child.json<Doomed>((line) => 'internet' in line);
  child.kill(signal);
  await child.exited;
  return doomed;
}

function remains(doomed: Doomed): string[] {
  return [
    ...namespaceNames().filter((name) => name.startsWith(doomed.internet)),
    ...(isAlive(doomed.sleeper) ? ['its process'] : []),
    ...readdirSync(tmpdir()).filter((name) => name === doomed.internet),
    ...readdirSync('/run/lanrage-lab').filter((name) => name === doomed.interface),
  ];
}

describeLab('taking a lab down', () => {
  test('a lab that ends on a signal takes everything down itself', async () => {
    const doomed = await end('SIGTERM');

    expect(remains(doomed)).toEqual([]);
  });

  test('what a killed lab left is taken down by the next one', async () => {
    const doomed = await end('SIGKILL');
    expect(remains(doomed)).toContain('its process');
    expect(remains(doomed)).toContain(doomed.interface);

    createInternet('next').close();

    expect(remains(doomed)).toEqual([]);
  });

  test('labs that begin at once take it down together, and none of them fails', async () => {
    const doomed = await Promise.all([end('SIGKILL'), end('SIGKILL')]);

    const sweepers = Array.from({ length: 5 }, () => start('sweep-now.ts'));

    expect(await Promise.all(sweepers.map(({ exited }) => exited))).toEqual([0, 0, 0, 0, 0]);
    expect(doomed.flatMap(remains)).toEqual([]);
  });

  test('closing removes namespaces, processes, folders and sockets, and leaves another lab alone', async () => {
    const [mine, other] = [createInternet('mine'), createInternet('other')];
    const kept = other.home({ nat: 'port-restricted' }).hosts[0];
    const name = mine.interfaceName();
    mine.home({ nat: 'full-cone' });

    mine.close();

    expect(mine.namespaces).toEqual([]);
    expect(existsSync(wireguardSocket(name))).toBe(false);
    expect((await kept.exec('ping', ['-c', '1', '-W', '1', '192.168.1.1'])).code).toBe(0);
    other.close();
    expect(other.namespaces).toEqual([]);
  });
});
