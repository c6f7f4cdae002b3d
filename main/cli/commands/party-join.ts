import { formatInvite, parseInvite } from '../../../shared/invite/link.ts';
import { type Command, misused } from '../command.ts';
import { plain } from '../table.ts';
import { askEngine } from '../with-engine.ts';

/** More than any chat takes for one message, and less than the engine refuses. */
const LONGEST = 2000;

export const partyJoin: Command = {
  name: 'party join',
  operands: '[INVITE | -]',
  maxOperands: Number.POSITIVE_INFINITY,
  summary: 'Join a party by its invite or its code',
  details:
    'The link, the code, or the whole message that they came in. Put it between quotes (\'…\'), since shells give some of its characters a meaning of their own, or paste it into standard input, e.g. "lanrage party join -".',
  options: {},
  async run({ operands }, context) {
    // A message that was pasted as it came, or a code with spaces.
    const typed = operands.join(' ');
    const text = typed === '-' || typed === '' ? await context.io.read(typed === '-') : typed;
    if (text === null || text.trim() === '')
      return misused("The invite is missing: lanrage party join 'INVITE'");
    const parsed = parseInvite(text);
    const invite = parsed.ok ? formatInvite(parsed.value) : text.slice(0, LONGEST);
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
