import { inviteMessage } from '../../../shared/invite/message.ts';
import { judgeInviting } from '../../../shared/inviting/judge-inviting.ts';
import type { LanrageApi } from '../../../shared/ipc/api.ts';
import type { InvitingFacts } from '../../../shared/model/inviting.ts';
import { ok, type Result } from '../../../shared/result.ts';
import type { Command } from '../command.ts';
import { invitingText } from '../text/inviting-text.ts';
import { askEngine } from '../with-engine.ts';

/** For a person who is in a hurry; the others see it, so it says nothing about this machine. */
const DEFAULT_NAME = 'LAN party';

export const partyCreate: Command = {
  name: 'party create',
  operands: '[NAME]',
  maxOperands: 1,
  summary: 'Make a party and get the invite for it',
  details: `Without a name it is called "${DEFAULT_NAME}". Send the two lines of the invite to your friends: they are all they need.`,
  options: {},
  run: ({ operands: [name = DEFAULT_NAME] }, context) =>
    askEngine(
      context,
      (api) => create(api, name),
      ({ code, invite, inviting, page }) => {
        const { codeSuffices } = judgeInviting(inviting);
        const message = inviteMessage({ party: { name, code, invite }, codeSuffices, page }, 'en');
        return {
          json: { code, invite, inviting },
          text: [
            'Your party is open. Send your friends these two lines:',
            '',
            ...message.split('\n').map((line) => `  ${context.io.style('bold', line)}`),
            '',
            'They paste them into LANrage, or type:',
            '',
            `  lanrage party join '${codeSuffices ? code : invite}'`,
            '',
            ...invitingText(inviting),
          ].join('\n'),
        };
      },
    ),
};

interface Created {
  readonly code: string;
  readonly invite: string;
  readonly inviting: InvitingFacts;
  /** The web page that leads on to invites; null: none. */
  readonly page: string | null;
}

async function create(api: LanrageApi, name: string): Promise<Result<Created>> {
  const created = await api.createParty({ name });
  if (!created.ok) return created;
  const [shown, settings] = await Promise.all([api.getSnapshot({}), api.getSettings({})]);
  if (!shown.ok) return shown;
  return settings.ok
    ? ok({ ...created.value, inviting: shown.value.inviting, page: settings.value.invitePage })
    : settings;
}
