/** A history of long ago that is large. Arguments: data folder, MiB. */
import { join } from 'node:path';
import { openDatabase } from '../../../../../main/base/database.ts';
import {
  HistoryTables,
  historyMigrations,
} from '../../../../../main/engine/telemetry/metrics/history/history-tables.ts';

const [folder = '', mebibytes = ''] = process.argv.slice(2);
/** Larger than a minute's seconds really are, so that it is made quickly. */
const PACK_BYTES = 2 ** 20 - 4096;

const opened = openDatabase(join(folder, 'history.db'), historyMigrations, { durability: 'normal' });
if (!opened.ok) throw new Error(opened.fault.code);
const tables = new HistoryTables(opened.value.database);
for (let minute = 0; minute < Number(mebibytes); minute++) {
  tables.transaction(() => tables.writePackIfNone('peer:old', minute, new Uint8Array(PACK_BYTES)));
}
tables.close();
console.log(JSON.stringify({ ready: true }));
