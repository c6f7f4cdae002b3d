import type { ComponentProps } from 'react';
import { useAway } from '../hooks/use-away.ts';
import styles from './button.module.css';
import { classes } from './classes.ts';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'disabled'> {
  readonly kind?: ButtonKind;
  /** Under way: says so and takes no second click, but keeps its place in the tab order. */
  readonly busy?: boolean;
  /** Can't be done now; what stands beside it says why. */
  readonly off?: boolean;
  /** Asks the engine for something: off while that is away. */
  readonly live?: boolean;
  /** Square, for a glyph that has an `aria-label`. */
  readonly square?: boolean;
}

export function Button({
  kind = 'plain',
  busy = false,
  off = false,
  live = false,
  square = false,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const away = useAway();
  const isOff = off || (live && away);
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy || isOff || undefined}
      data-off={isOff || undefined}
      className={classes(styles.button, styles[kind], square && styles.square)}
      onClick={(event) => {
        if (busy || isOff) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
