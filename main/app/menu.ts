/** The application menu by each system's convention: in the screen's bar on macOS, behind Alt elsewhere. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { DesktopTexts } from '../../shared/texts/desktop.ts';

export interface MenuOptions {
  readonly texts: DesktopTexts['menu'];
  readonly isMac: boolean;
  readonly devTools: boolean;
  goTo(place: 'new' | 'join' | 'settings'): void;
}

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** What is in it; roles bring the system's own words and keys. */
export function menuTemplate({ texts, isMac, devTools, goTo }: MenuOptions): MenuItemConstructorOptions[] {
  const settings: MenuItemConstructorOptions = {
    label: texts.settings,
    accelerator: 'CmdOrCtrl+,',
    click: () => goTo('settings'),
  };
  const party: MenuItemConstructorOptions[] = [
    { label: texts.newParty, accelerator: 'CmdOrCtrl+N', click: () => goTo('new') },
    { label: texts.join, accelerator: 'CmdOrCtrl+J', click: () => goTo('join') },
    { type: 'separator' },
  ];
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
  const quit: MenuItemConstructorOptions = { label: texts.quit, role: 'quit' };
  return [
    ...(isMac ? [appMenu] : []),
    {
      label: texts.file,
      submenu: isMac ? [...party, { role: 'close' }] : [...party, settings, { type: 'separator' }, quit],
    },
    { label: texts.edit, role: 'editMenu' },
    {
      label: texts.view,
      submenu: [
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { role: 'togglefullscreen' },
        ...(devTools ? ([{ role: 'toggleDevTools' }] as const) : []),
      ],
    },
    ...(isMac ? ([{ label: texts.window, role: 'windowMenu' }] as const) : []),
  ];
}
