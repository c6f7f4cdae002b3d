/** `lanrage party rejoin` and `lanrage party forget`: the parties that one was in. */
import type { LanrageApi } from '../../../shared/ipc/api.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { type Command, type Context, done, failed, misused, type Outcome } from '../command.ts';
import { plain } from '../table.ts';
import { withEngine } from '../with-engine.ts';

type Recent = Snapshot['recent'][number];

export const partyRejoin: Command = {
  name: 'party rejoin',
  operands: '[NAME]',
  maxOperands: 1,
  summary: 'Join a party that you were in again',
  details: 'No invite is needed. Without a name the one that you were in last; "lanrage status" lists them.',
  options: { anew: { text: 'It is over: make it again here, with its code' } },
  run: ({ operands: [wanted], has }, context) =>
    withRecent(wanted, context, async (api, { id }) => {
      const joined = await api.rejoinParty({ id, ...(has('anew') && { anew: true }) });
      if (!joined.ok) return failed(joined.fault);
      const { name, address } = joined.value;
      return done({
        json: { name, address },
        text: `You are in "${plain(name)}". Your address in it: ${context.io.style('bold', address)}`,
      });
    }),
};

export const partyForget: Command = {
  name: 'party forget',
  operands: 'NAME',
  maxOperands: 1,
  summary: 'Forget a party that you were in',
  details: 'Its code is forgotten with it.',
  options: {},
  async run({ operands: [wanted] }, context) {
    if (wanted === undefined) return misused('Say which: lanrage party forget NAME');
    return withRecent(wanted, context, async (api, { id, name }) => {
      const forgotten = await api.forgetParty({ id });
      return forgotten.ok
        ? done({ json: { id }, text: `"${plain(name)}" is forgotten.` })
        : failed(forgotten.fault);
    });
  },
};

/** @param wanted - name or id; absent: the newest. */
function withRecent(
  wanted: string | undefined,
  context: Context,
  use: (api: LanrageApi, recent: Recent) => Promise<Outcome>,
): Promise<Outcome> {
  return withEngine(context, async (api) => {
    const snapshot = await api.getSnapshot({});
    if (!snapshot.ok) return failed(snapshot.fault);
    const { recent } = snapshot.value;
    const found =
      wanted === undefined
        ? recent[0]
        : (recent.find(({ id }) => id === wanted) ?? recent.find(({ name }) => name === wanted));
    if (found !== undefined) return use(api, found);
    const known = recent.map(({ name }) => `"${plain(name)}"`).join(', ');
    return misused(
      recent.length === 0
        ? 'There is no party that you were in before.'
        : `There is no party "${wanted}" among those you were in: ${known}.`,
    );
  });
}
