import { expect, test } from 'vitest';
import { powershellCommand } from '../../../main/base/powershell.ts';

test('PowerShell looks for commands among its own modules alone, from the first one on', () => {
  const { args, input } = powershellCommand('Get-NetRoute', { name: '$(evil)' });
  const script = Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le');
  expect(script.split('\n')[0]).toBe(String.raw`$env:PSModulePath = "$PSHOME\Modules"`);
  expect(script).toMatch(/Get-NetRoute$/);
  expect(script).not.toContain('evil');
  expect(input).toBe('{"name":"$(evil)"}');
});
