import type { Command } from './command.ts';
import { down } from './commands/down.ts';
import { logs } from './commands/logs.ts';
import { partyCreate } from './commands/party-create.ts';
import { partyJoin } from './commands/party-join.ts';
import { partyLeave } from './commands/party-leave.ts';
import { serve } from './commands/serve.ts';
import { settings } from './commands/settings.ts';
import { status } from './commands/status.ts';
import { up } from './commands/up.ts';

/** All commands, in the order in which the help lists them. */
export const commands: readonly Command[] = [
  up,
  down,
  partyCreate,
  partyJoin,
  partyLeave,
  status,
  logs,
  settings,
  serve,
];
