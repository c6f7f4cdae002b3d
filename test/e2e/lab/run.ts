/**
 * Builds a lab with three homes behind NATs and runs the browser party in it. Playwright itself runs inside the first
 * home, so that it reaches a desktop app there over loopback, be it Electron or the stand-in. Arguments are passed on.
 */
import { openEngineDatabase } from '../../../main/engine/config/engine-database.ts';
import { openSettingsStore } from '../../../main/engine/config/settings-store.ts';
import type { SettingsPatch } from '../../../shared/model/settings.ts';
import { LabEngine } from '../../lab/kit/engine.ts';
import { createInternet, type Internet } from '../../lab/kit/internet.ts';
import { CONTROL_SERVER, LabServers } from '../../lab/kit/servers.ts';
import { type Players, playersEnv } from './players.ts';

const config = 'test/e2e/lab/playwright.config.ts';

const internet = createInternet('e2e');
try {
  process.exitCode = await runSpecs(internet);
} finally {
  internet.close();
}

async function runSpecs(internet: Internet): Promise<number> {
  const [desk, first, second] = [0, 1, 2].map(() => internet.home({ nat: 'port-restricted' }).hosts[0]);
  if (desk === undefined || first === undefined || second === undefined)
    throw new Error('a home has no host');
  const [alice, bob] = [new LabEngine(internet, first), new LabEngine(internet, second)];
  await new LabServers(internet).start();
  const [aliceUp, bobUp] = await Promise.all([alice.up(), bob.up()]);
  const players: Players = {
    alice: { namespace: first.namespace, url: aliceUp.url },
    bob: { namespace: second.namespace, url: bobUp.url },
    desktopDataDir: prepareDesktop(internet),
  };
  Object.assign(process.env, playersEnv(players));
  const playwright = desk.spawn('playwright', ['test', '--config', config, ...process.argv.slice(2)]);
  const code = await playwright.exited;
  process.stdout.write(playwright.stdout);
  process.stderr.write(playwright.stderr);
  return code ?? 1;
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
