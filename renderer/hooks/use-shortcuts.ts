import { useEffect } from 'react';
import { parseInvite } from '../../shared/invite/link.ts';
import { focusNextZone } from '../actions/focus-zone.ts';
import { engineStore } from '../stores/engine-store.ts';
import { go, selectPeer, showDialog, uiStore, writeInvite } from '../stores/ui-store.ts';

/** Keys and paste that work wherever the focus is. */
export function useShortcuts(): void {
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('paste', onPaste);
    };
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || !isReady()) return;
  const action = actionFor(event);
  if (action === null) return;
  event.preventDefault();
  action();
}

function actionFor(event: KeyboardEvent): (() => void) | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  // A dialog keeps its keys to itself.
  if (uiStore.getState().dialog !== null) return null;
  if (key === 'F6') return () => focusNextZone(shiftKey ? -1 : 1);
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'n') return () => go({ screen: 'start', card: 'create' });
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') return () => showDialog('commands');
  if (key === 'Escape') return uiStore.getState().peer === null ? null : () => selectPeer(null);
  if (ctrlKey || metaKey || altKey || isTyping(event.target)) return null;
  return plainKeys[key.toLowerCase()] ?? null;
}

const plainKeys: Readonly<Record<string, () => void>> = {
  j: () => go({ screen: 'start', card: 'join' }),
  '1': () => go({ screen: 'parties' }),
  '?': () => showDialog('keys'),
};

/** A pasted invite opens the join card filled in; any other text goes where it was pasted. */
function onPaste(event: ClipboardEvent): void {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!isReady() || uiStore.getState().dialog !== null || isTyping(event.target) || !looksLikeInvite(text))
    return;
  event.preventDefault();
  writeInvite(text.trim());
  go({ screen: 'start', card: 'join' });
}

/** True also for an invite with a slip in it: the card says what is wrong. */
function looksLikeInvite(text: string): boolean {
  const invite = parseInvite(text);
  return invite.ok || invite.fault.code === 'party.code-mistyped' || /lanrage:\/\//i.test(text);
}

function isReady(): boolean {
  return (engineStore.getState().snapshot?.displayName ?? '') !== '' && uiStore.getState().welcome === null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
