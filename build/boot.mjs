/**
 * `node build/boot.mjs <script.ts> [args]` runs a script of the project with the project's own Node 24, after
 * making sure that node_modules is what package-lock.json says. Plain JavaScript without packages: this is all
 * that runs on the machine's own Node (18 or newer), on a fresh clone.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { oneAtATime } from './one-at-a-time.mjs';
import { become, projectNode, root, stop } from './project-node.mjs';

const lockFile = path.join(root, 'package-lock.json');
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.lanrage-lock');
const installing = path.join(root, '.installing');

/** How npm names what only another try with a network can help against. */
const NETWORK =
  /\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_TIMEOUT|ECONN\w+|EHOSTUNREACH|ENETUNREACH|E50\d)\b/;
const NO_ROOM = /\b(ENOSPC|EDQUOT)\b/;

const [script, ...args] = process.argv.slice(2);
if (script === undefined) stop('Say which script to run: node build/boot.mjs build/start.ts', 2);
installPackages();
become([path.join(root, script), ...args]);

function installPackages() {
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (isInstalled(wanted)) return;
  const onWait = () => console.error('Waiting for another start that is installing the packages …');
  oneAtATime(installing, onWait, () => {
    if (isInstalled(wanted)) return;
    console.error('Installing the packages of package-lock.json (about half a minute) …');
    let failure = install();
    // What an interrupted install left behind, the second try finds cleared away.
    if (failure !== null && !NETWORK.test(failure.said) && !NO_ROOM.test(failure.said)) failure = install();
    if (failure !== null) {
      stop(`LANrage's packages could not be installed (${failure.why}). ${adviceFor(failure)}`, 1);
    }
    writeFileSync(stampFile, wanted);
  });
}

function isInstalled(wanted) {
  if (!existsSync(projectNode)) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return true;
  if (!matchesLock()) return false;
  writeFileSync(stampFile, wanted);
  return true;
}

/** Null: it is done. */
function install() {
  const { status, error, stderr } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const said = String(stderr ?? '');
  process.stderr.write(said);
  if (status === 0 && existsSync(projectNode)) return null;
  return { said, why: error === undefined ? `npm ci ended with code ${status}` : error.message };
}

function adviceFor({ said }) {
  if (NETWORK.test(said)) return 'Check the network, then run this again.';
  if (NO_ROOM.test(said)) return 'The disk is full: make room, then run this again.';
  return 'If it fails again, delete the folder node_modules and run this once more.';
}

/** True where somebody ran npm by hand: npm's own record then agrees with the lock in every needed package. */
function matchesLock() {
  const record = path.join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const [wanted, found] = [lockFile, record].map((file) => JSON.parse(readFileSync(file, 'utf8')).packages);
  return Object.entries(wanted).every(
    ([place, { version, optional }]) =>
      place === '' || (found[place] === undefined ? optional === true : found[place].version === version),
  );
}

function npm(args) {
  const options = { cwd: root, stdio: ['ignore', 2, 'pipe'], maxBuffer: 64 * 1024 * 1024 };
  // Within `npm run` npm says where it lives; that spares the .cmd wrapper of Windows, which needs a shell.
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return spawnSync(process.execPath, [cli, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}
