/**
 * Builds a lab with homes behind NATs and runs the browser specs in it. Playwright itself runs inside the first home, so
 * that it reaches a desktop app there over loopback, be it Electron or the stand-in. Arguments are passed on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openEngineDatabase } from '../../../main/engine/config/engine-database.ts';
import { openSettingsStore } from '../../../main/engine/config/settings-store.ts';
import type { SettingsPatch } from '../../../shared/model/settings.ts';
import { Outside, SETTINGS_BY_NAME } from '../../lab/kit/doctor/outside.ts';
import { LabEngine } from '../../lab/kit/engine.ts';
import { createInternet, type Internet } from '../../lab/kit/internet.ts';
import { inNamespace } from '../../lab/kit/namespace.ts';
import { CONTROL_SERVER, LabServers } from '../../lab/kit/servers.ts';
import { HELPER_SCRIPT } from './machine.ts';
import { type HeadlessPlayer, type Players, playersEnv } from './players.ts';

const config = 'test/e2e/lab/playwright.config.ts';

const internet = createInternet('e2e');
try {
  process.exitCode = await runSpecs(internet);
} finally {
  internet.close();
}

async function runSpecs(internet: Internet): Promise<number> {
  const desk = internet.home({ nat: 'port-restricted' }).hosts[0];
  const servers = new LabServers(internet).start();
  const players = await bringUp(internet, servers);
  Object.assign(process.env, playersEnv(players));
  const args = ['test', '--config', config, ...process.argv.slice(2)];
  const playwright = spawn(...inNamespace(desk.namespace, 'playwright', args), { stdio: 'inherit' });
  const [code] = (await once(playwright, 'exit')) as [number | null];
  return code ?? 1;
}

async function bringUp(internet: Internet, servers: Promise<void>): Promise<Players> {
  const [aliceHome, bobHome] = [0, 1].map(() => internet.home({ nat: 'port-restricted' }));
  if (aliceHome === undefined || bobHome === undefined) throw new Error('a home is missing');
  const carolHost = internet.open();
  // Alice asks the doctor, who looks for names and well-known hosts too.
  const outside = await Outside.open(internet);
  outside.connect(aliceHome);
  await Promise.all([
    servers,
    outside.giveNames(internet, aliceHome.hosts[0]),
    carolHost.mount(`mount --bind /dev/null '${HELPER_SCRIPT}'`),
  ]);
  const engines = {
    alice: new LabEngine(internet, aliceHome.hosts[0], { settings: SETTINGS_BY_NAME }),
    bob: new LabEngine(internet, bobHome.hosts[0]),
    carol: new LabEngine(internet, carolHost, { settings: { displayName: 'Carol' } }),
  };
  const [alice, bob, carol] = await Promise.all([up(engines.alice), up(engines.bob), up(engines.carol)]);
  return { alice, bob, carol, desktopDataDir: prepareDesktop(internet) };
}

async function up(engine: LabEngine): Promise<HeadlessPlayer> {
  const { url, pid } = await engine.up();
  const { dataDir, interfaceName } = engine;
  return { namespace: engine.host.namespace, url, pid, dataDir, interfaceName };
}

function prepareDesktop(internet: Internet): string {
  const dataDir = internet.folder('desktop');
  const opened = openEngineDatabase(dataDir);
  if (!opened.ok) throw new Error(opened.fault.code);
  const patch: SettingsPatch = { interfaceName: internet.interfaceName(), controlServer: CONTROL_SERVER };
  const updated = openSettingsStore(opened.value.database).update(patch);
  opened.value.database.close();
  if (!updated.ok) throw new Error(updated.fault.code);
  return dataDir;
}
