/** What the person looks at: place, selection, drafts. Lost with the window, and that is right. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Fault } from '../../shared/faults/fault.ts';

/** All but the first two are in screens/places.ts. */
export type Route =
  | { readonly screen: 'parties' }
  /** `joins`: the invite in the card is taken at once, since its person asked for that already. */
  | { readonly screen: 'start'; readonly card: 'create' | 'join'; readonly joins?: true }
  | { readonly screen: 'quality' }
  /** `peer`: whom it is about. */
  | { readonly screen: 'fix'; readonly peer?: string }
  | { readonly screen: 'sessions' }
  | { readonly screen: 'targets' }
  | { readonly screen: 'logs' }
  | { readonly screen: 'settings' }
  | { readonly screen: 'about' };

export interface UiState {
  readonly route: Route;
  /** Peer whose details are open. */
  readonly peer: string | null;
  /** What stands in the join card. */
  readonly invite: string;
  readonly dialog: 'leave' | 'keys' | 'commands' | 'network' | 'inviting' | 'alerts' | null;
  /** Steps of the welcome after the name; null outside of it. */
  readonly welcome: 'rights' | 'check' | null;
  /** The set-up of the tunnel; its button stands in several places and is one thing. */
  readonly setUp: { readonly busy: boolean; readonly fault: Fault | null };
  /** Said once by the live region. */
  readonly said: { readonly id: number; readonly text: string };
}

export const blankUi: UiState = {
  route: { screen: 'parties' },
  peer: null,
  invite: '',
  dialog: null,
  welcome: null,
  setUp: { busy: false, fault: null },
  said: { id: 0, text: '' },
};

export const uiStore = createStore<UiState>()(() => blankUi);

export function useUi<T>(selector: (state: UiState) => T): T {
  return useStore(uiStore, selector);
}

/** Goes to a place; the details of a peer belong to the place that was left. */
export function go(route: Route): void {
  uiStore.setState({ route, peer: null });
}

export function selectPeer(peer: string | null): void {
  uiStore.setState({ peer });
}

/** Goes to the party and opens the details of one of its players. */
export function openPeer(peer: string): void {
  uiStore.setState({ route: { screen: 'parties' }, peer });
}

export function writeInvite(invite: string): void {
  uiStore.setState({ invite });
}

export function showDialog(dialog: UiState['dialog']): void {
  uiStore.setState({ dialog });
}

export function goWelcome(welcome: UiState['welcome']): void {
  uiStore.setState({ welcome });
}

export function showSetUp(setUp: UiState['setUp']): void {
  uiStore.setState({ setUp });
}

/** Has a screen reader say it, without moving the focus. */
export function say(text: string): void {
  uiStore.setState(({ said }) => ({ said: { id: said.id + 1, text } }));
}
