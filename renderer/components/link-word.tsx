import type { LinkState } from '../../shared/model/snapshot.ts';
import { linkLooks } from '../model/link-looks.ts';
import { texts } from '../texts.ts';
import { classes } from './classes.ts';
import styles from './link-word.module.css';
import shapes from './shape.module.css';
import { Shape } from './shape.tsx';

/** A link's state as mark, word and colour. */
export function LinkWord({ state }: { readonly state: LinkState }) {
  const { shape, tone } = linkLooks[state];
  return (
    <span className={classes(styles.word, shapes[tone])}>
      <Shape shape={shape} tone={tone} />
      {texts().link[state]}
    </span>
  );
}
