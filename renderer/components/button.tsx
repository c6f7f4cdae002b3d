import type { ComponentProps } from 'react';
import styles from './button.module.css';
import { classes } from './classes.ts';

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'disabled'> {
  readonly kind?: ButtonKind;
  /** Under way: says so and takes no second click, but keeps its place in the tab order. */
  readonly busy?: boolean;
  /** Square, for a glyph that has an `aria-label`. */
  readonly square?: boolean;
}

export function Button({
  kind = 'plain',
  busy = false,
  square = false,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy || undefined}
      className={classes(styles.button, styles[kind], square && styles.square)}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
