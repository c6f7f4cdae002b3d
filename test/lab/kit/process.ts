/** A process that runs in the lab, known by its id, with what it has said so far. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PATIENCE_MS } from '../../setup/limits.ts';

export class LabProcess {
  readonly pid: number;
  /** Resolves with the exit code (null: ended by a signal) once it is gone and its output is read. */
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #stderr = '';
  #listeners: (() => void)[] = [];
  #gone = false;

  constructor(file: string, args: readonly string[], input: string | null = null) {
    const child = spawn(file, args, {
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C in the terminal is for whoever runs the lab, not for its machines.
      detached: true,
    });
    if (child.pid === undefined) throw new Error(`can't start ${file}`);
    this.pid = child.pid;
    this.#child = child;
    child.stdin?.end(input);
    createInterface({ input: required(child.stdout) }).on('line', (line) => {
      this.#lines.push(line);
      this.#notify();
    });
    required(child.stderr)
      .setEncoding('utf8')
      .on('data', (text: string) => {
        this.#stderr += text;
      });
    this.exited = new Promise((resolve) => {
      child.on('close', (code) => {
        this.#gone = true;
        this.#notify();
        resolve(code);
      });
    });
  }

  get stdout(): string {
    return this.#lines.join('\n');
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Waits for the first line that is JSON and satisfies the predicate; throws with all output when none comes. */
  async json<T>(predicate: (value: Record<string, unknown>) => boolean, timeoutMs = PATIENCE_MS): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    let next = 0;
    for (;;) {
      for (; next < this.#lines.length; next++) {
        const value = parseObject(this.#lines[next] ?? '');
        if (value !== null && predicate(value)) return value as T;
      }
      if (this.#gone || Date.now() >= deadline) {
        throw new Error(`the awaited line didn't come:\n${this.stdout}\n${this.stderr}`);
      }
      await this.#somethingHappens(deadline - Date.now());
    }
  }

  /** Sends a signal; harmless when it is gone already. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #somethingHappens(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#listeners.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #notify(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

function parseObject(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // A line of text that happens to begin with a brace is no answer.
    return null;
  }
}

function required<T>(stream: T | null): T {
  if (stream === null) throw new Error('the pipe is missing');
  return stream;
}
