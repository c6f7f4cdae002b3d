import { describe, expect, it } from 'vitest';
import { processIo } from '../../../main/cli/io.ts';

/** A process whose outputs are terminals or not, and what was written to them. */
function fakeProcess(isTTY: boolean, env: Record<string, string> = {}) {
  const written: string[] = [];
  const stream = (name: string) => ({
    isTTY,
    columns: 20,
    on: () => undefined,
    write: (text: string) => written.push(`${name}: ${text}`),
  });
  const fake = { stdin: { isTTY }, stdout: stream('out'), stderr: stream('err'), env };
  return { io: processIo(fake as unknown as NodeJS.Process), written };
}

describe('on a terminal', () => {
  it('progress takes one line of standard error, no wider than it, which goes before anything else is said', () => {
    const { io, written } = fakeProcess(true);
    io.progress('50 %');
    io.progress('a line that is far too long');
    io.out('done\n');
    io.progress(null);
    expect(written).toEqual([
      'err: \r\u001b[2K50 %',
      'err: \r\u001b[2Ka line that is far ',
      'err: \r\u001b[2K',
      'out: done\n',
    ]);
  });

  it('text is coloured unless NO_COLOR is set', () => {
    expect(fakeProcess(true).io.style('red', 'x')).toContain('\u001b[31m');
    expect(fakeProcess(true, { NO_COLOR: '1' }).io.style('red', 'x')).toBe('x');
  });
});

describe('without a terminal', () => {
  it('there is no progress, no colour and nobody to ask', async () => {
    const { io, written } = fakeProcess(false);
    io.progress('50 %');
    expect(io.style('red', 'x')).toBe('x');
    expect(await io.ask('Really?')).toBeNull();
    expect(written).toEqual([]);
  });
});
