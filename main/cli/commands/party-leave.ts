import type { Command } from '../command.ts';
import { plain } from '../table.ts';
import { askEngine } from '../with-engine.ts';

export const partyLeave: Command = {
  name: 'party leave',
  operands: '',
  maxOperands: 0,
  summary: 'Leave the party',
  details:
    'Takes the tunnel down. Where the party ran on this computer, another player takes it over; the last one who leaves ends it.',
  options: {},
  run: (_, context) =>
    askEngine(
      context,
      (api) => api.leaveParty({}),
      ({ heir }) => ({
        json: heir === undefined ? {} : { heir },
        text: ['You have left the party.', ...afterwards(heir)].join(' '),
      }),
    ),
};

/** @param heir - who runs it now; null: nobody; undefined: it has a server of its own. */
function afterwards(heir: string | null | undefined): string[] {
  if (heir === undefined) return [];
  return [
    heir === null
      ? 'It is over: nobody was there who could take it over.'
      : `It goes on: ${plain(heir)} runs it.`,
  ];
}
