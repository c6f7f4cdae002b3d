import type { Command } from './command.ts';
import { completionCommand } from './commands/completion.ts';
import { doctor } from './commands/doctor.ts';
import { down } from './commands/down.ts';
import { exportHistory } from './commands/export-history.ts';
import { helper } from './commands/helper.ts';
import { lag } from './commands/lag.ts';
import { logs } from './commands/logs.ts';
import { metricsCommands } from './commands/metrics.ts';
import { partyCreate } from './commands/party-create.ts';
import { partyJoin } from './commands/party-join.ts';
import { partyLeave } from './commands/party-leave.ts';
import { partyForget, partyRejoin } from './commands/party-recent.ts';
import { serve } from './commands/serve.ts';
import { sessions } from './commands/session.ts';
import { settings } from './commands/settings.ts';
import { stats } from './commands/stats.ts';
import { status } from './commands/status.ts';
import { targets } from './commands/targets.ts';
import { linkTests } from './commands/test.ts';
import { up } from './commands/up.ts';

/** All commands, in the order in which the help lists them. */
export const commands: readonly Command[] = [
  up,
  down,
  partyCreate,
  partyJoin,
  partyLeave,
  partyRejoin,
  partyForget,
  status,
  stats,
  doctor,
  ...linkTests,
  lag,
  ...targets,
  ...sessions,
  exportHistory,
  ...metricsCommands,
  logs,
  helper,
  settings,
  serve,
  completionCommand(() => commands),
];
