/** Who can join, in the words of the screens. */
import { judgeInviting } from '../../../shared/inviting/judge-inviting.ts';
import type { InvitingFacts } from '../../../shared/model/inviting.ts';
import { lineOf, reasonOf } from '../../../shared/texts/say-inviting.ts';
import { screenTexts } from '../../../shared/texts/screens.ts';

const { inviting: words } = screenTexts('en');

/** The sentence, then why it is so, and what would help. */
export function invitingText(facts: InvitingFacts): string[] {
  const verdict = judgeInviting(facts);
  const reason = reasonOf(verdict, words);
  const helps = verdict.helps.flatMap((help) => (help === 'try-again' ? [] : [words.helps[help].title]));
  return [
    words.lines[lineOf(verdict)],
    ...(reason === null ? [] : [reason]),
    ...(helps.length === 0 ? [] : [`${words.more}: ${helps.join(' · ')}.`]),
  ];
}
