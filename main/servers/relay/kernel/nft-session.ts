/**
 * One long-lived `nft -i`. Its table is owned by its netlink socket (`flags owner`, Linux 5.12), so the kernel removes
 * the table when this process ends, however it ends; nothing is ever left behind that would have to be found again.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { parseJson } from '../../../base/parse-json.ts';

/** A session that takes commands. Once it failed, every answer is null. */
export interface Nft {
  /** Runs each line as one transaction, then a listing. @returns what that prints with `nft -j`; null: failed. */
  ask(lines: readonly string[], listing: string): Promise<unknown>;
  /** Ends it and its table; resolves when both are gone. */
  close(): Promise<void>;
}

/** @param onFailed - told once if it refuses anything, or ends unasked. */
export type OpenNft = (onFailed: (reason: string) => void) => Nft;

export const openNft: OpenNft = (onFailed) => {
  const child = spawn('nft', ['-j', '-i'], {
    // Ctrl-C in a terminal is for the relay, which then closes this in its turn.
    detached: true,
    // No history file in anybody's home.
    env: { PATH: process.env.PATH, HOME: '/nonexistent', LC_ALL: 'C' },
  });
  const waiting: ((answer: unknown) => void)[] = [];
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    child.stdin.end();
    for (const resolve of waiting.splice(0)) resolve(null);
    onFailed(reason);
  };
  const gone = new Promise<void>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code === 'ENOENT' ? NFT_MISSING : error.message);
      resolve();
    });
    child.on('close', (code) => {
      end(`nft ended with ${code}`);
      resolve();
    });
  });
  // A write to a process that ended fails; that it ended is told above.
  child.stdin.on('error', (error) => end(error.message));
  child.stderr.setEncoding('utf8').on('data', (text: string) => end(text.trim()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = parseJson(line);
    if (answer === undefined) end(`nft answered ${line.slice(0, 200)}`);
    else waiting.shift()?.(answer);
  });
  return {
    ask(lines, listing) {
      if (ended) return Promise.resolve(null);
      child.stdin.write(`${[...lines, listing].join('\n')}\n`);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      ended = true;
      for (const resolve of waiting.splice(0)) resolve(null);
      child.stdin.end();
      return gone;
    },
  };
};

export const NFT_MISSING = 'there is no nft';
