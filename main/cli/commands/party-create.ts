import type { Command } from '../command.ts';
import { askEngine } from '../with-engine.ts';

/** For a person who is in a hurry; the others see it, so it says nothing about this machine. */
const DEFAULT_NAME = 'LAN party';

export const partyCreate: Command = {
  name: 'party create',
  operands: '[NAME]',
  maxOperands: 1,
  summary: 'Make a party and get the invite for it',
  details: `Without a name it is called "${DEFAULT_NAME}". Send the invite to your friends: it is all they need.`,
  options: {},
  run: ({ operands: [name = DEFAULT_NAME] }, context) =>
    askEngine(
      context,
      (api) => api.createParty({ name }),
      ({ code, invite }) => ({
        json: { code, invite },
        text: [
          'Your party is open. Send your friends this invite:',
          '',
          `  ${context.io.style('bold', invite)}`,
          '',
          'They paste it into LANrage, or type:',
          '',
          `  lanrage party join '${invite}'`,
        ].join('\n'),
      }),
    ),
};
