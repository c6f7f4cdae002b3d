import { type KeyboardEvent, useRef, useState } from 'react';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { useReturnFocus } from '../../hooks/use-return-focus.ts';
import { sortedPeers } from '../../model/roster.ts';
import { selectPeer, useUi } from '../../stores/ui-store.ts';
import { texts } from '../../texts.ts';
import { PeerRow } from './peer-row.tsx';
import styles from './roster.module.css';

/** One stop of the tab key; arrows, Home and End move within, Enter opens (WAI-ARIA roving tabindex). */
export function Roster({ party }: { readonly party: PartyView }) {
  const peers = sortedPeers(party);
  const selected = useUi((ui) => ui.peer);
  const [focused, setFocused] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const stop = peers.some(({ id }) => id === focused) ? focused : (selected ?? peers[0]?.id);
  useReturnFocus(selected, (id) =>
    rowOf(
      list.current,
      peers.findIndex((peer) => peer.id === id),
    ),
  );

  function onKeyDown(event: KeyboardEvent): void {
    const from = peers.findIndex(({ id }) => id === stop);
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: peers.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    rowOf(list.current, Math.min(Math.max(to, 0), peers.length - 1))?.focus();
  }

  return (
    <ul ref={list} className={styles.roster} aria-label={texts().party.roster} onKeyDown={onKeyDown}>
      {peers.map((peer) => (
        <PeerRow
          key={peer.id}
          peer={peer}
          selected={peer.id === selected}
          tabStop={peer.id === stop}
          onFocus={() => setFocused(peer.id)}
          onOpen={() => selectPeer(peer.id === selected ? null : peer.id)}
        />
      ))}
    </ul>
  );
}

function rowOf(list: HTMLUListElement | null, index: number): HTMLButtonElement | null {
  return list?.querySelectorAll<HTMLButtonElement>('[data-row]')[index] ?? null;
}
