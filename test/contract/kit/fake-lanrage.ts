/** The CLI with an engine and servers without network, as a process of its own. Its page is $LANRAGE_TEST_PAGE. */
import { processIo } from '../../../main/cli/io.ts';
import { leave } from '../../../main/cli/leave.ts';
import { run } from '../../../main/cli/run.ts';
import { fakeParts } from './fake-parts.ts';

leave(await run(process.argv.slice(2), processIo(), fakeParts(process.env.LANRAGE_TEST_PAGE ?? '')));
