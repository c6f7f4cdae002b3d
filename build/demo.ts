/**
 * `npm run demo`: three players behind three kinds of NAT, servers on the Internet between them, a party, the browser
 * interface of one of them, and live figures; all on this machine, in network namespaces. Ctrl-C ends it and shows
 * that nothing is left. `--seconds N` ends it by itself. Needs root and Linux.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LabEngine } from '../test/lab/kit/engine.ts';
import { createInternet, type Internet } from '../test/lab/kit/internet.ts';
import { internetLeftovers, productLeftovers } from '../test/lab/kit/leftovers.ts';
import { LoopbackBridge } from '../test/lab/kit/loopback-bridge.ts';
import type { NatKind } from '../test/lab/kit/nat.ts';
import { missingForLab } from '../test/lab/kit/requirements.ts';
import { LabServers } from '../test/lab/kit/servers.ts';
import { findCommand } from './browser.ts';
import { buildAll } from './bundles.ts';
import { formatSeats } from './demo-screen.ts';

interface Player {
  readonly nat: NatKind;
  readonly engine: LabEngine;
}

const CAST: readonly [string, NatKind][] = [
  ['Ada', 'port-restricted'],
  ['Ben', 'symmetric'],
  ['Cleo', 'full-cone'],
];

const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
const seconds = values.seconds === undefined ? Number.POSITIVE_INFINITY : Number(values.seconds);
const missing = missingForLab();
/** Aborted by Ctrl-C: the show ends at its next step. */
const curtain = new AbortController();

if (Number.isNaN(seconds)) {
  console.error('Usage: npm run demo [-- --seconds 30]');
  process.exitCode = 2;
} else if (missing.length > 0) {
  console.error(`The demo can't run here: it needs ${missing.join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => curtain.abort());
  }
  await buildAll();
  console.log('Building a small Internet with three players …');
  await perform();
}

async function perform(): Promise<void> {
  const internet = createInternet('demo');
  const folder = internet.folder('bridge');
  const bridge = await LoopbackBridge.open(folder);
  const players = CAST.map(([name, nat], i) => seat(internet, name, nat, i === 0 ? bridge.port : null));
  try {
    await raise(internet, players, bridge, folder);
    await show(players);
  } catch (error) {
    if (!curtain.signal.aborted) throw error;
  } finally {
    console.log('\nTaking everything down …');
    bridge.close();
    process.exitCode = (await strike(internet, players)) ? 0 : 1;
  }
}

function seat(internet: Internet, displayName: string, nat: NatKind, port: number | null): Player {
  const settings = { displayName, ...(port === null ? {} : { apiPort: port }) };
  return { nat, engine: new LabEngine(internet, internet.home({ nat }).hosts[0], { settings }) };
}

/** Starts servers and players, makes the party and opens the first player's interface. */
async function raise(
  internet: Internet,
  players: readonly Player[],
  bridge: LoopbackBridge,
  folder: string,
): Promise<void> {
  await new LabServers(internet).start();
  const [up] = await Promise.all(players.map(({ engine }) => engine.up()));
  const [first, ...others] = players;
  if (first === undefined || up === undefined) throw new Error('there are no players');
  const { code } = await first.engine.done<{ code: string }>('party', 'create', 'Demo night');
  await Promise.all(others.map(({ engine }) => engine.done('party', 'join', code)));
  await bridge.leadTo(first.engine.host, folder);
  console.log(`The party's code is ${code}.\nThe interface of ${CAST[0]?.[0]}: ${up.url}\n`);
  openInBrowser(up.url);
}

/** Prints each second what everybody sees, until Ctrl-C or the end of the time. */
async function show(players: readonly Player[]): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (let lines = 0; !curtain.signal.aborted && Date.now() < end; ) {
    const seats = await Promise.all(
      players.map(async ({ nat, engine }) => ({ nat, snapshot: await engine.snapshot() })),
    );
    const screen = formatSeats(seats);
    // A terminal is drawn over; elsewhere each second stands on its own.
    const rewind = process.stdout.isTTY && lines > 0 ? `\x1b[${lines}A\x1b[J` : '';
    process.stdout.write(`${rewind}${screen}\n`);
    lines = screen.split('\n').length;
    await sleep(1000, undefined, { signal: curtain.signal });
  }
}

/** Lets everybody leave, takes the Internet down, and says what is left. @returns true when that is nothing. */
async function strike(internet: Internet, players: readonly Player[]): Promise<boolean> {
  const ends = await Promise.allSettled(players.map(({ engine }) => engine.done('down')));
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
  const products = players.flatMap(({ engine }) => productLeftovers(engine));
  internet.close();
  const left = [...failures, ...products, ...internetLeftovers(internet)];
  console.log(left.length === 0 ? 'Nothing is left.' : `Left behind:\n  ${left.join('\n  ')}`);
  return left.length === 0;
}

function openInBrowser(url: string): void {
  const opener = findCommand('xdg-open');
  if (process.env.DISPLAY === undefined || opener === null) return;
  const child = spawn(opener, [url], { detached: true, stdio: 'ignore' });
  void once(child, 'error').then(() =>
    console.log('No browser could be opened: paste the address into one.'),
  );
  child.unref();
}
