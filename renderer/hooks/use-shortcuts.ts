import { useEffect } from 'react';
import { formatInvite, isMeantAsInvite, parseInvite } from '../../shared/invite/link.ts';
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

/**
 * A pasted invite opens the join card filled in, also from a field that is for something else; before there is a name,
 * it is kept until then. Any other text goes where it was pasted.
 */
function onPaste(event: ClipboardEvent): void {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (uiStore.getState().dialog !== null || !isInviteHere(text, event.target)) return;
  event.preventDefault();
  const invite = parseInvite(text);
  writeInvite(invite.ok ? formatInvite(invite.value) : text.trim());
  if (isReady()) go({ screen: 'start', card: 'join' });
}

/** A field is left alone unless the invite is beyond doubt; that for invites takes everything itself. */
function isInviteHere(text: string, target: EventTarget | null): boolean {
  if (!isTyping(target)) return isMeantAsInvite(text);
  const isForInvites = target instanceof HTMLElement && target.closest('[data-takes-invite]') !== null;
  return !isForInvites && parseInvite(text).ok;
}

function isReady(): boolean {
  return (engineStore.getState().snapshot?.displayName ?? '') !== '' && uiStore.getState().welcome === null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
