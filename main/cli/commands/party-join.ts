import { type Command, misused } from '../command.ts';
import { plain } from '../table.ts';
import { askEngine } from '../with-engine.ts';

export const partyJoin: Command = {
  name: 'party join',
  operands: 'INVITE',
  maxOperands: Number.POSITIVE_INFINITY,
  summary: 'Join a party by its invite or its code',
  details:
    "Put an invite between quotes ('…'), since shells give some of its characters a meaning of their own.",
  options: {},
  async run({ operands }, context) {
    // A message that was pasted as it came, or a code with spaces.
    const invite = operands.join(' ');
    if (invite === '') return misused("The invite is missing: lanrage party join 'INVITE'");
    return askEngine(
      context,
      (api) => api.joinParty({ invite }),
      ({ name, address }) => ({
        json: { name, address },
        text: `You are in "${plain(name)}". Your address in it: ${context.io.style('bold', address)}`,
      }),
    );
  },
};
