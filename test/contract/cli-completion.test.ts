import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../main/cli/commands.ts';
import { settingNames } from '../../shared/model/settings/registry.ts';
import { CliSandbox } from './kit/cli-process.ts';

let box: CliSandbox;

beforeEach(async () => {
  box = await CliSandbox.make();
});

afterEach(async () => {
  await box.close();
});

/** What a bash that has read our script offers after these words; the last one is being typed. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const script = join(box.folder, 'completion.bash');
  await writeFile(script, (await box.run(['completion', 'bash'])).out);
  const ask = `source "$1"; shift; COMP_WORDS=(lanrage "$@"); COMP_CWORD=$#; _lanrage; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', ask, 'bash', script, ...words], { cwd: box.folder });
  return out.toString().trim().split('\n');
}

describe('completion in bash', () => {
  it.each([
    [['sta'], ['status', 'stats']],
    [
      ['party', ''],
      ['create', 'join', 'leave', 'rejoin', 'forget'],
    ],
    [['test', 'tr'], ['traceroute']],
    [
      ['stats', '--format', ''],
      ['table', 'json', 'detailed'],
    ],
    [['targets', 'add', 'u'], ['udp']],
    [['targets', 'add', '--fam'], ['--family']],
    [
      ['targets', 'add', '--family', 'ipv'],
      ['ipv4', 'ipv6'],
    ],
    [['doctor', 'dn'], ['dns']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', '--data-dir', '--json', '--help'],
    ],
    [
      ['settings', 'keep'],
      ['keepaliveSeconds=', 'keepSecondsDays=', 'keepMinutesDays=', 'keepHoursDays='],
    ],
    // Bash takes `=` for a word of its own.
    [
      ['settings', 'logFormat', '='],
      ['human', 'json'],
    ],
    [['settings', 'mtu', '=', '1380', 'theme', '=', 'da'], ['dark']],
    [
      ['up', '--set', 'portMapping', '='],
      ['true', 'false'],
    ],
    [['settings', 'mtu', '=', '13'], ['']],
    [['export', 'history', '--output', 'compl'], ['completion.bash']],
    [['session', 'start', '--subject', 'x'], ['']],
  ])('offers after %o: %o', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  it('knows every setting, where settings are changed', async () => {
    const offers = async (...words: string[]) =>
      new Set((await offered(...words, '')).map((word) => word.split('=')[0]));
    const inSettings = await offers('settings');
    const afterSet = await offers('up', '--set');
    for (const name of settingNames)
      expect([inSettings.has(name), afterSet.has(name)], name).toEqual([true, true]);
  });

  it('knows every command and every option', async () => {
    for (const { name, options } of commands) {
      const offers = await offered(...name.split(' '), '--');
      for (const option of Object.keys(options)) expect(offers, name).toContain(`--${option}`);
    }
  });
});

describe('completion in other shells', () => {
  it.each(['zsh', 'fish'])('names every command in %s', async (shell) => {
    const { out } = await box.run(['completion', shell]);
    for (const { name } of commands) expect(out).toMatch(new RegExp(`['"]${name}['"]`));
  });
});
