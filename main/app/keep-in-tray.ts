import { app, type BrowserWindow } from 'electron';

export interface KeepInTrayOptions {
  readonly window: BrowserWindow;
  /** Whether closing the window is to leave the app running now. */
  wanted(): boolean;
  /** Told the first time, so that nobody wonders where it went. */
  onKept(): void;
}

/** Has closing the window hide it while there is something to go on for; else, and when the app quits, it closes. */
export function keepInTray({ window, wanted, onKept }: KeepInTrayOptions): void {
  let quitting = false;
  let told = false;
  app.on('before-quit', () => {
    quitting = true;
  });
  window.on('close', (event) => {
    if (quitting || !wanted()) return;
    event.preventDefault();
    window.hide();
    if (!told) onKept();
    told = true;
  });
  app.on('window-all-closed', () => app.quit());
}
