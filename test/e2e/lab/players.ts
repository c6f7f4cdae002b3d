/** The players of the browser party: made by `run.ts`, which runs the specs in the first one's namespace. */

/** An engine that runs headless on a machine of the lab. */
export interface HeadlessPlayer {
  readonly namespace: string;
  /** Its page, token included, on the loopback of its namespace. */
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  readonly interfaceName: string;
}

export interface Players {
  readonly alice: HeadlessPlayer;
  readonly bob: HeadlessPlayer;
  /** Named already; on her machine an empty file is mounted over the helper, so that it can't start. */
  readonly carol: HeadlessPlayer;
  /** Data folder of the desktop app, prepared for the lab; the specs run in its machine's namespace. */
  readonly desktopDataDir: string;
}

const VARIABLE = 'LANRAGE_LAB_PLAYERS';

/** Environment by which the specs find the players. */
export function playersEnv(players: Players): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(players) };
}

export function readPlayers(): Players {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('these specs are started by test/e2e/lab/run.ts');
  return JSON.parse(text) as Players;
}
