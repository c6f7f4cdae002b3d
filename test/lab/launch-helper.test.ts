import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { elevatedCommand } from '../../main/engine/helper/elevated-command.ts';
import { connectHelper } from '../../main/engine/helper/helper-client.ts';
import { hashHelperToken } from '../../main/engine/helper/helper-token.ts';
import { helperSocketName } from '../../shared/helper/socket-name.ts';
import { run } from './kit/command.ts';
import { describeLab } from './kit/describe-lab.ts';
import { returnInterfaceNames, takeInterfaceName } from './kit/interface-names.ts';
import { createNamespace, inNamespace, processesIn, removeNamespace } from './kit/namespace.ts';
import { LabProcess } from './kit/process.ts';
import type { LaunchHelperAlone } from './launch-helper-alone.ts';

const HELPER = fileURLToPath(new URL('../../main/helper/helper.ts', import.meta.url));
const ENGINE = fileURLToPath(new URL('launch-helper-alone.ts', import.meta.url));
const NOBODY = 65534;

describeLab("an engine's way to its helper", () => {
  const namespace = `lab${process.pid}-launch`;
  const socketFolder = `/run/lanrage-lab-${process.pid}-launch`;
  const dataDir = `/tmp/lanrage-lab-${process.pid}-launch`;
  let name: string;

  beforeEach(() => {
    createNamespace(namespace);
    name = takeInterfaceName();
  });

  afterEach(() => {
    removeNamespace(namespace);
    returnInterfaceNames([name]);
    rmSync(socketFolder, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  });

  function startEngine(options: Partial<LaunchHelperAlone> = {}, uid = 0): LabProcess {
    const given = { dataDir, helperScript: HELPER, socketFolder, up: null, mayAsk: true, ...options };
    const user = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
    const command = [...user, process.execPath, ENGINE, JSON.stringify(given)];
    return new LabProcess(...inNamespace(namespace, 'setpriv', command));
  }

  const answerOf = (engine: LabProcess) => engine.json<Record<string, unknown>>(() => true);

  function helpers(): readonly number[] {
    const isHelper = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(HELPER);
    // Without the engine, whose own argument names the helper too.
    return processesIn(namespace).filter((pid) => isHelper(pid) && !isEngine(pid));
  }

  function isEngine(pid: number): boolean {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(ENGINE);
  }

  test('the tunnel outlives an engine that is killed, and the next engine adopts it from the same helper', async () => {
    const up = { name, privateKey: randomBytes(32).toString('base64'), listenPort: 0, mtu: 1420 };
    const first = startEngine({ up });
    expect(await answerOf(first)).toMatchObject({ interfaces: [], up: { value: { adopted: false } } });
    const [helper] = helpers();
    first.kill('SIGKILL');
    await first.exited;
    await delay(300);
    expect(run(...inNamespace(namespace, 'ip', ['link', 'show', name])).code).toBe(0);
    const second = startEngine({ up });
    expect(await answerOf(second)).toMatchObject({ interfaces: [name], up: { value: { adopted: true } } });
    expect(helpers()).toEqual([helper]);
    second.kill('SIGKILL');
    await second.exited;
  });

  test('a helper that was killed is replaced by a new one', async () => {
    const first = startEngine();
    await answerOf(first);
    const [before] = helpers();
    if (before === undefined) throw new Error('no helper runs');
    process.kill(before, 'SIGKILL');
    expect(await answerOf(startEngine())).toMatchObject({ interfaces: [] });
    expect(helpers()).toHaveLength(1);
    expect(helpers()).not.toEqual([before]);
  });

  test('the token stands in a file of its owner alone, its hash on the command line', async () => {
    await answerOf(startEngine());
    const { token } = JSON.parse(readFileSync(join(dataDir, 'helper.json'), 'utf8'));
    const [helper] = helpers();
    const commandLine = readFileSync(`/proc/${helper}/cmdline`, 'utf8');
    expect(commandLine).toContain(hashHelperToken(token));
    expect(commandLine).not.toContain(token);
  });

  test('says why the helper ended when it refuses its folder', async () => {
    expect(await answerOf(startEngine({ socketFolder: '/tmp/lanrage-lab-unsafe' }))).toEqual({
      ok: false,
      fault: { code: 'helper.unreachable', args: { reason: 'unsafe-folder' } },
    });
  });

  test('an ordinary user is told that root rights cannot be asked for, and never asked when that is not wanted', async () => {
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(dataDir, NOBODY, NOBODY);
    const silent = await answerOf(startEngine({ mayAsk: false }, NOBODY));
    expect(silent).toMatchObject({ fault: { code: 'helper.unreachable' } });
    const asked = await answerOf(startEngine({}, NOBODY));
    // Where a prompt exists, nobody is there to say yes.
    expect(asked).toMatchObject({
      fault: { code: expect.stringMatching(/^helper\.(not-installed|refused)$/) },
    });
    expect(helpers()).toEqual([]);
  });

  test('the elevated command line survives both shells and leaves a helper behind in a session of its own', async () => {
    const token = randomBytes(32).toString('base64url');
    const tokenHash = hashHelperToken(token);
    const program = { nodePath: process.execPath, helperScript: HELPER, isElectron: true };
    const args = [`--socket-dir=${socketFolder}`, '--owner-uid=0', `--token-hash=${tokenHash}`];
    const command = elevatedCommand(program, args);
    // As sudo-prompt wraps it: one shell of the user, in double quotes, and one of root.
    const line = `/bin/bash -c "echo SUDOPROMPT; ${command}"`;
    const done = run(...inNamespace(namespace, '/bin/sh', ['-c', line]));
    expect(done).toMatchObject({ code: 0, stdout: 'SUDOPROMPT\n' });
    const connected = await vi.waitUntil(
      async () => {
        const attempt = await connectHelper(`${socketFolder}/${helperSocketName(tokenHash)}`, token);
        return attempt.ok ? attempt.value : null;
      },
      { interval: 20 },
    );
    const [helper] = helpers();
    // State, parent, group, session.
    const fields = readFileSync(`/proc/${helper}/stat`, 'utf8').replace(/.*\) /, '').split(' ');
    expect(fields[3]).toBe(String(helper));
    expect(readFileSync(`/proc/${helper}/environ`, 'utf8')).toBe('ELECTRON_RUN_AS_NODE=1\0');
    expect(await connected.call('shutdown', {})).toEqual({ ok: true, value: {} });
  });
});
