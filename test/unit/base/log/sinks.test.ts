import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConsoleSink } from '../../../../main/base/log/console-sink.ts';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { createFileSink } from '../../../../main/base/log/file-sink.ts';
import { humanFormat } from '../../../../main/base/log/human-format.ts';
import { jsonFormat } from '../../../../main/base/log/json-format.ts';
import type { LogLine } from '../../../../main/base/log/log-line.ts';

const line: LogLine = {
  time: new Date('2026-11-21T10:20:30.400Z'),
  level: 'warn',
  area: 'engine.nat',
  message: 'no answer',
  fields: { attempt: 2, reason: 'two words', level: 'mine' },
};

describe('formats', () => {
  it('exist as JSON and for people', () => {
    expect(JSON.parse(jsonFormat(line))).toEqual({
      time: '2026-11-21T10:20:30.400Z',
      level: 'warn',
      area: 'engine.nat',
      message: 'no answer',
      fields: { attempt: 2, reason: 'two words', level: 'mine' },
    });
    expect(humanFormat(line)).toMatch(
      /^2026-11-2\d \d\d:\d\d:30\.400 WARN {2}engine\.nat: no answer attempt=2 reason="two words" level=mine$/,
    );
  });

  it('never let a value break the line or steer the terminal', () => {
    const hostile = 'a\nb\u001b[2Jc\u009bd\u202ee\u2028f';
    for (const format of [jsonFormat, humanFormat]) {
      const text = format({ ...line, message: hostile, fields: { hostile } });
      expect(text).not.toContain('\n');
      expect(text).not.toContain('\u001b');
    }
    const text = humanFormat({ ...line, message: hostile, fields: { hostile } });
    expect(text).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  });
});

describe('the file sink', () => {
  let folder: string;
  let path: string;
  let fallen: LogLine[];
  const open = (maxBytes?: number) =>
    createFileSink({
      path,
      format: jsonFormat,
      fallback: { write: (one) => fallen.push(one) },
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
  const messages = (file = path) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text).message);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-log-'));
    path = join(folder, 'logs', 'lanrage.log');
    fallen = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('creates its folder and appends with wall-clock time, across restarts', () => {
    open().write({ ...line, message: 'first' });
    open().write({ ...line, message: 'second %c %s' });
    expect(messages()).toEqual(['first', 'second %c %s']);
    expect(readFileSync(path, 'utf8')).toContain('"time":"2026-11-21T10:20:30.400Z"');
    expect(fallen).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is for its owner alone', () => {
    open().write(line);
    expect([statSync(path).mode & 0o777, statSync(join(folder, 'logs')).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
  });

  it('falls back on a disk error, says why, and takes the file up again once it can', () => {
    mkdirSync(path, { recursive: true });
    const sink = open();
    sink.write({ ...line, message: 'lost to the disk' });
    expect(fallen).toMatchObject([
      {
        message: 'lost to the disk',
        fields: { attempt: 2, logFileError: expect.stringContaining('EISDIR') },
      },
    ]);
    rmSync(path, { recursive: true });
    sink.write({ ...line, message: 'back' });
    expect(messages()).toEqual(['back']);
  });

  it.runIf(process.platform === 'linux')('names a full disk, wherever the process was started', () => {
    expect(faultOfSinkAt('/dev/full', folder)).toContain('ENOSPC');
  });

  it('makes its folder again when somebody removed it', () => {
    const sink = open();
    sink.write({ ...line, message: 'before' });
    rmSync(join(folder, 'logs'), { recursive: true });
    sink.write({ ...line, message: 'into the void' });
    sink.write({ ...line, message: 'after' });
    expect(fallen.map((one) => one.message)).toEqual(['into the void']);
    expect(messages()).toEqual(['after']);
  });

  it('never fails the operation that a line describes', () => {
    mkdirSync(path, { recursive: true });
    const log = createLog({ level: 'trace', sinks: [open()] });
    expect(() => log.error('cannot be written')).not.toThrow();
  });

  it('rotates at 10 MB and keeps 5 archives', () => {
    const sink = open();
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 75; i++) sink.write({ ...line, message: String(i), fields: { megabyte } });
    const files = readdirSync(join(folder, 'logs')).sort();
    expect(files).toEqual([...[1, 2, 3, 4, 5].map((number) => `lanrage.${number}.log`), 'lanrage.log']);
    for (const file of files) {
      expect(statSync(join(folder, 'logs', file)).size).toBeLessThan(11.5 * 1024 * 1024);
    }
    const kept = [5, 4, 3, 2, 1].flatMap((number) => messages(join(folder, 'logs', `lanrage.${number}.log`)));
    const all = [...kept, ...messages()].map(Number);
    expect(all).toEqual(Array.from({ length: all.length }, (_, i) => 75 - all.length + i));
    expect(fallen).toEqual([]);
  });

  it('grows no further and falls back while an archive cannot be moved', () => {
    const sink = open(100);
    sink.write(line);
    const sizeBytes = statSync(path).size;
    writeFileSync(join(folder, 'logs', 'lanrage.4.log'), 'old');
    mkdirSync(join(folder, 'logs', 'lanrage.5.log', 'in-the-way'), { recursive: true });
    for (let i = 0; i < 5; i++) sink.write(line);
    expect(fallen).toHaveLength(5);
    expect(statSync(path).size).toBe(sizeBytes);
  });
});

/** What a sink on this file says of the disk, in a process that was started where no package.json is near. */
function faultOfSinkAt(path: string, cwd: string): string {
  const url = (name: string) => JSON.stringify(new URL(`../../../../main/base/log/${name}`, import.meta.url));
  const script = `
    import { createFileSink } from ${url('file-sink.ts')};
    import { jsonFormat } from ${url('json-format.ts')};
    const fallback = { write: ({ fields }) => process.stdout.write(fields.logFileError) };
    const line = { time: new Date(), level: 'info', area: '', message: 'm', fields: {} };
    createFileSink({ path: ${JSON.stringify(path)}, format: jsonFormat, fallback }).write(line);`;
  const options = { cwd, encoding: 'utf8', timeout: 60_000 } as const;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], options);
}

describe('the console sink', () => {
  it('writes a line to its stream', () => {
    const stream = new PassThrough();
    createConsoleSink(jsonFormat, stream).write(line);
    expect(stream.read().toString()).toBe(`${jsonFormat(line)}\n`);
  });

  it('survives a reader that went away', async () => {
    const stream = new PassThrough();
    const sink = createConsoleSink(jsonFormat, stream);
    stream.destroy(new Error('EPIPE'));
    await new Promise(setImmediate);
    expect(() => sink.write(line)).not.toThrow();
    await new Promise(setImmediate);
  });
});
