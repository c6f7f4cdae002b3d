import type { ShownItem, ShownNotification, ShownTray } from './desktop-parts.ts';

/** What the app's process and the process that drives Chromium ask each other. */

export interface WindowRequest {
  readonly window: number;
  readonly width: number;
  readonly height: number;
  /** Source of the preload, a CommonJS script. */
  readonly preload: string;
}

/** Asked by the app, answered by the process that drives Chromium. */
export interface HostQuestions {
  openWindow(request: WindowRequest): void;
  loadUrl(request: { window: number; url: string }): void;
  send(message: { window: number; channel: string; args: readonly unknown[] }): void;
  closeWindow(request: { window: number }): void;
  showError(message: { title: string; content: string }): void;
}

export interface AppResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Asked by the process that drives Chromium, answered by the app. */
export interface AppQuestions {
  /** null: no handler for this scheme. */
  fetch(request: { url: string; method: string }): AppResponse | null;
  invoke(call: { window: number; url: string; channel: string; args: readonly unknown[] }): unknown;
  /** Whether a page may start this navigation by itself. */
  mayNavigate(navigation: { window: number; url: string; isMainFrame: boolean }): boolean;
  /** Whether a page may open a window. */
  mayOpen(request: { window: number; url: string }): boolean;
  /** Which of these permissions the session's handlers grant. */
  grantedOf(request: { window: number; permissions: readonly string[] }): readonly string[];
  windowClosed(request: { window: number }): void;
  /** Opens a window of this preload on a page that isn't the app's, as an attack would. */
  openForeignWindow(request: { url: string }): void;
  quit(request: Record<never, never>): void;
  /** null: there is none. */
  shownTray(request: Record<never, never>): ShownTray | null;
  /** Labels from the menu down to the item. */
  clickTray(request: { path: readonly string[] }): void;
  shownMenu(request: Record<never, never>): readonly ShownItem[];
  clickMenu(request: { path: readonly string[] }): void;
  notifications(request: Record<never, never>): readonly ShownNotification[];
  clickNotification(request: { title: string }): void;
  /** Addresses that were given to the person's own browser. */
  openedOutside(request: Record<never, never>): readonly string[];
  /** The computer slept, and is awake again. */
  wakeUp(request: Record<never, never>): void;
  clipboardText(request: Record<never, never>): string;
  /** Closes the app's window as its button does. */
  closeWindow(request: Record<never, never>): void;
  isWindowVisible(request: Record<never, never>): boolean;
}
