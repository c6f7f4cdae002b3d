/** What the desktop has around the window: tray, menu, notifications, start at login, updates, and how it closes. */
import { app, type BrowserWindow, nativeTheme } from 'electron';
import { explain } from '../../shared/faults/advice.ts';
import type { ShellEventValue } from '../../shared/ipc/api.ts';
import { CHANNEL_PREFIX } from '../../shared/ipc/channels.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { ok, type Result } from '../../shared/result.ts';
import { type DesktopTexts, desktopTexts } from '../../shared/texts/desktop.ts';
import { chooseLanguage, type Language } from '../../shared/texts/language.ts';
import type { Log } from '../base/log/log.ts';
import type { Engine } from '../engine/engine-contract.ts';
import { applyAutostart } from './autostart.ts';
import { keepInTray } from './keep-in-tray.ts';
import { setMenu } from './menu.ts';
import { notify, tellChanges } from './notifications/notify.ts';
import { followPower } from './power.ts';
import { showTray } from './tray/tray.ts';
import { followUpdates } from './updates.ts';
import { bringToFront } from './window.ts';

export interface ShellOptions {
  readonly engine: Engine;
  readonly window: BrowserWindow;
  readonly configDir: string;
  readonly devTools: boolean;
  readonly log: Log;
}

/** Puts it all up and keeps it in step with the settings. */
export async function furnishDesktop(
  options: ShellOptions,
): Promise<Result<{ openInvite(link: string): void }>> {
  const { engine, window, devTools, log } = options;
  const read = await engine.handlers.getSettings({});
  if (!read.ok) return read;
  let settings = read.value;
  let inParty = false;
  engine.on('snapshotChanged', ({ party }) => {
    inParty = party !== null;
  });
  const language = (): Language => chooseLanguage(settings.language, app.getPreferredSystemLanguages());
  const texts = (): DesktopTexts => desktopTexts(language());

  /** The page may still be loading: it asks for what it missed by then, so nothing is sent before. */
  const loaded = new Promise<void>((resolve) => window.webContents.once('did-finish-load', () => resolve()));
  const goTo = (place: ShellEventValue<'placeAsked'>['place'], invite: string | null = null): void => {
    bringToFront(window);
    void loaded.then(() => window.webContents.send(`${CHANNEL_PREFIX}placeAsked`, { place, invite }));
  };

  const follow = (): void => {
    nativeTheme.themeSource = settings.theme;
    setMenu({ texts: texts().menu, isMac: process.platform === 'darwin', devTools, goTo });
    void applyAutostart(settings.startAtLogin, { configDir: options.configDir, log });
  };
  follow();
  engine.on('settingsChanged', (changed: Settings) => {
    settings = changed;
    follow();
  });

  const open = (): void => bringToFront(window);
  const tray = showTray({
    engine,
    texts: () => texts().tray,
    language,
    open: (place) => (place === 'fix' ? goTo('fix') : open()),
    tell: (fault) => {
      const { title, text } = explain(fault, language());
      notify(title, text, open);
    },
    log,
  });
  tellChanges({
    engine,
    texts: () => texts().notify,
    wanted: () => settings.notifications && !window.isFocused(),
    open,
  });
  followPower(engine, log);
  followUpdates({
    wanted: () => settings.autoUpdate,
    onReady: (version) => notify(texts().notify.updateReady(version), texts().notify.updateBody, open),
    log,
  });
  app.on('second-instance', open);
  // The dock's icon on macOS.
  app.on('activate', open);
  keepInTray({
    window,
    wanted: () => tray !== null && settings.closeToTray && inParty,
    onKept: () => notify(texts().notify.inTray, texts().notify.inTrayBody, open),
  });
  return ok({ openInvite: (link) => goTo('join', link) });
}
