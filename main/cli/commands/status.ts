import { fault } from '../../../shared/faults/fault.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { connectEngine } from '../../headless/connect-engine.ts';
import { type Answer, type Command, type Context, failed, type Outcome } from '../command.ts';
import { statusText } from '../status-text.ts';
import { askEngine } from '../with-engine.ts';

/** To the upper left corner, with everything below wiped. */
const CLEAR = '\u001b[H\u001b[J';

export const status: Command = {
  name: 'status',
  operands: '',
  maxOperands: 0,
  summary: 'Show the party, its members and how they are reached',
  details: 'Latency, jitter and loss are those of echoes through the tunnel, one a second.',
  options: { watch: { text: 'Go on showing it, until Ctrl-C' } },
  run: (args, context) =>
    args.has('watch')
      ? watch(context)
      : askEngine(
          context,
          (api) => api.getSnapshot({}),
          (snapshot) => answer(snapshot, context),
        ),
};

/** Shows each new snapshot; ends with engine.not-running when the engine does. */
async function watch(context: Context): Promise<Outcome> {
  const connection = await connectEngine(context.dataDir);
  if (!connection.ok) return failed(connection.fault);
  const { api, closed, close } = connection.value;
  let shown = -1;
  const show = (snapshot: Snapshot): void => {
    if (snapshot.seq <= shown) return;
    shown = snapshot.seq;
    if (context.io.interactive && !context.json) context.io.out(CLEAR);
    context.say(answer(snapshot, context));
  };
  api.on('snapshotChanged', show);
  const first = await api.getSnapshot({});
  if (!first.ok) {
    close();
    return failed(first.fault);
  }
  show(first.value);
  await closed;
  return failed(fault('engine.not-running', { dataDir: context.dataDir }));
}

function answer(snapshot: Snapshot, { io }: Context): Answer {
  return { json: snapshot, text: statusText(snapshot, io) };
}
