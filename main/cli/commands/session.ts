/** `lanrage session …`: figures of a game from its start to its end. */
import { displayNameSchema } from '../../../shared/model/wire.ts';
import { type Command, misused } from '../command.ts';
import { sessionsText, sessionText } from '../text/session-text.ts';
import { askEngine } from '../with-engine.ts';

const start: Command = {
  name: 'session start',
  operands: 'NAME',
  maxOperands: Number.POSITIVE_INFINITY,
  summary: 'Begin a game session',
  details:
    'NAME is that of the game, say. Until its end latency is measured five times a second, and its figures are kept apart. One that still runs ends.',
  options: {},
  async run({ operands }, context) {
    const name = displayNameSchema.safeParse(operands.join(' '));
    if (!name.success)
      return misused('Name the session, with at most 40 characters: lanrage session start NAME');
    return askEngine(
      context,
      (api) => api.startSession({ name: name.data }),
      ({ id }) => ({ json: { id }, text: `"${name.data}" has begun. It ends with "lanrage session end".` }),
    );
  },
};

const end: Command = {
  name: 'session end',
  operands: '',
  maxOperands: 0,
  summary: 'End the game session, and show how it went',
  details: '',
  options: {},
  run: (_, context) =>
    askEngine(
      context,
      (api) => api.endSession({}),
      (session) => ({ json: { session }, text: sessionText(session, context.io) }),
    ),
};

const list: Command = {
  name: 'session list',
  operands: '',
  maxOperands: 0,
  summary: 'List the game sessions, newest first',
  details: '',
  options: {},
  run: (_, context) =>
    askEngine(
      context,
      (api) => api.getSessions({}),
      (sessions) => ({ json: { sessions }, text: sessionsText(sessions, context.io) }),
    ),
};

export const sessions: readonly Command[] = [start, end, list];
