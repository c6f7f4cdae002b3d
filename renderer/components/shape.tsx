import type { Shape as ShapeName, Tone } from '../model/link-looks.ts';
import { classes } from './classes.ts';
import styles from './shape.module.css';

/** The mark of a state: told apart by form as well as by colour. The word stands beside it. */
export function Shape({ shape, tone }: { readonly shape: ShapeName; readonly tone: Tone }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width={12}
      height={12}
      className={classes(styles.shape, styles[tone])}
      aria-hidden="true"
      focusable="false"
    >
      {drawings[shape]}
    </svg>
  );
}

const drawings: Readonly<Record<ShapeName, React.ReactNode>> = {
  dot: <circle cx={6} cy={6} r={4.5} fill="currentColor" />,
  half: (
    <>
      <circle cx={6} cy={6} r={4} fill="none" stroke="currentColor" strokeWidth={1.5} />
      <path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor" />
    </>
  ),
  triangle: <path d="M6 1.2 11.4 10.6H.6z" fill="currentColor" />,
  ring: <circle cx={6} cy={6} r={3.75} fill="none" stroke="currentColor" strokeWidth={1.5} />,
};
