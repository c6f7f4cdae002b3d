import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import styles from './modal.module.css';

interface ModalProps {
  readonly title: string;
  /** Esc, or the way back. */
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the main one last. The first has the focus, or the one with `data-focus-first`: the harmless one. */
  readonly actions: ReactNode;
}

/** The platform's dialog: it keeps the focus inside, makes the rest inert and returns the focus to the opener. */
export function Modal({ title, onClose, children, actions }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // In the layout phase, because closing must come before React takes the element away, or the focus is lost.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-focus-first]')?.focus();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      className={styles.modal}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      <div className={styles.body}>{children}</div>
      <div className={styles.actions}>{actions}</div>
    </dialog>
  );
}
