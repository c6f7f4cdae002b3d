import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Fault } from '../../../shared/faults/fault.ts';
import { FaultNote } from '../../components/fault-note.tsx';
import { Icon } from '../../components/icon.tsx';
import { useEngine } from '../../stores/engine-store.ts';
import { showDialog, uiStore } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { type Command, findCommands, listCommands } from './command-list.ts';
import styles from './command-menu.module.css';

/** All places and actions by their names: type, arrows, Enter (the combobox of WAI-ARIA, its focus stays in the field). */
export function CommandMenu() {
  const state = useEngine((now) => now);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [fault, setFault] = useState<Fault | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const words = texts().commands;
  const found = findCommands(listCommands(state), typed);
  const current = Math.min(at, found.length - 1);

  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: when another line is the current one
  useLayoutEffect(() => {
    dialog.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current, typed]);

  async function run(command: Command | undefined): Promise<void> {
    if (command === undefined) return;
    const failed = await command.run();
    if (failed !== null) setFault(failed);
    // It may have opened another dialog in the place of this one.
    else if (uiStore.getState().dialog === 'commands') showDialog(null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = found.length - 1;
    const to = { ArrowDown: current === last ? 0 : current + 1, ArrowUp: current <= 0 ? last : current - 1 }[
      event.key
    ];
    if (event.key === 'Enter') void run(found[current]);
    else if (to !== undefined) setAt(to);
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      className={styles.menu}
      aria-label={words.title}
      onCancel={(event) => {
        event.preventDefault();
        showDialog(null);
      }}
    >
      <div className={styles.field}>
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={words.title}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.placeholder}
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setAt(0);
            setFault(null);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {fault !== null && <FaultNote fault={fault} />}
      <div id={id} role="listbox" aria-label={words.title} className={styles.list} tabIndex={-1}>
        {found.map((command, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which says which line is current
          <div
            key={command.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === current}
            tabIndex={-1}
            onClick={() => void run(command)}
          >
            <Icon name={command.icon} />
            <span className={styles.label}>{command.label}</span>
            <span className={styles.meta}>{command.meta}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.none}>{words.none}</p>}
    </dialog>
  );
}
