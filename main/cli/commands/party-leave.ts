import type { Command } from '../command.ts';
import { askEngine } from '../with-engine.ts';

export const partyLeave: Command = {
  name: 'party leave',
  operands: '',
  maxOperands: 0,
  summary: 'Leave the party',
  details: 'Takes the tunnel down. To come back you need the invite again.',
  options: {},
  run: (_, context) =>
    askEngine(
      context,
      (api) => api.leaveParty({}),
      () => ({ json: {}, text: 'You have left the party.' }),
    ),
};
