/** Where the project's own Node 24 lives, and how to hand this process over to it. Runs on any Node from 18. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const projectNode = path.join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Runs Node 24 in this one's place: same terminal, signals passed on, its exit code becomes ours. */
export function become(args) {
  const searchPath = [path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter);
  const child = spawn(projectNode, args, { stdio: 'inherit', env: { ...process.env, PATH: searchPath } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group, so the child has had it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => stop(`The project's Node could not be started: ${error.message}`, 1));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** Ends with one sentence for people. */
export function stop(sentence, code) {
  console.error(sentence);
  process.exit(code);
}
