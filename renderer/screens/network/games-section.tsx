import { explain } from '../../../shared/faults/advice.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { languageNow, texts } from '../../texts.ts';
import styles from './network-dialog.module.css';

/** Whether games here appear in friends' lists. */
export function GamesSection({ games }: { readonly games: NonNullable<PartyView['games']> | null }) {
  const words = texts().games;
  if (games === null) return null;
  return (
    <section className={styles.section}>
      <h3>{words.title}</h3>
      <p>{say(games)}</p>
    </section>
  );
}

function say({ state, fault, sent, received, capped }: NonNullable<PartyView['games']>): string {
  const words = texts().games;
  if (state === 'off') return words.off;
  if (fault !== null) return explain(fault, languageNow()).text;
  const held = capped === 0 ? [] : [words.capped(capped)];
  return [words.on, words.counts(sent, received), ...held].join(' ');
}
