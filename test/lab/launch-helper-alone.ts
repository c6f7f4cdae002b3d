/** An engine that only finds or starts its helper and brings an interface up, then stays until it is killed. */
import { mkdirSync } from 'node:fs';
import { launchHelper } from '../../main/engine/helper/launch-helper.ts';
import type { HelperArgs } from '../../shared/helper/verbs.ts';
import { recordingLog } from '../mocks/recording-log.ts';

export interface LaunchHelperAlone {
  readonly dataDir: string;
  readonly helperScript: string;
  readonly socketFolder: string;
  readonly up: HelperArgs<'interface.up'> | null;
  readonly mayAsk: boolean;
}

const { up, dataDir, ...options } = JSON.parse(process.argv[2] ?? '') as LaunchHelperAlone;
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
const launched = await launchHelper({ ...options, dataDir, nodePath: process.execPath, log: recordingLog() });
if (launched.ok) {
  const { interfaces } = launched.value;
  const answer = up === null ? null : await launched.value.call('interface.up', up);
  console.log(JSON.stringify({ interfaces, up: answer }));
  // Keeps the process alive; the connection does too.
  setInterval(() => undefined, 60_000);
} else {
  console.log(JSON.stringify(launched));
}
