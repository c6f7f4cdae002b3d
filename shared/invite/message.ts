/** What people paste into a chat: two lines that a stranger to LANrage understands. */
import type { PartyView } from '../model/snapshot.ts';
import { brief } from '../texts/facts.ts';
import type { Language } from '../texts/language.ts';
import { screenTexts } from '../texts/screens.ts';
import { HOMEPAGE } from './homepage.ts';
import { pageLink } from './link.ts';

export interface InviteParts {
  readonly party: Pick<PartyView, 'name' | 'code' | 'invite'>;
  /** Whether the code alone leads to the party; else it is not named. */
  readonly codeSuffices: boolean;
  /** The web page of the settings that leads on to links; null: none. */
  readonly page: string | null;
}

/** The link to pass on: that of the page where there is one. */
export function inviteLink({ party, page }: Omit<InviteParts, 'codeSuffices'>): string {
  return page === null ? party.invite : pageLink(page, party.invite);
}

/** The two lines, in the language of who invites. */
export function inviteMessage(parts: InviteParts, language: Language): string {
  const { party, codeSuffices } = parts;
  const words = screenTexts(language).inviteMessage;
  const second = codeSuffices ? words.withCode(party.code, HOMEPAGE) : words.withoutCode(HOMEPAGE);
  return `${words.join(brief(party.name), inviteLink(parts))}\n${second}`;
}
