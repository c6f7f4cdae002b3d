/** Start at login: Electron's own way on Windows and macOS, a desktop entry of the XDG autostart specification on Linux. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { app } from 'electron';
import type { Log } from '../base/log/log.ts';

/** With this word the app starts in the tray. */
export const HIDDEN_ARGUMENT = '--hidden';

/** Brings the system in line with the setting. What fails is logged: the app itself works without. */
export async function applyAutostart(
  enabled: boolean,
  { configDir, log }: { configDir: string; log: Log },
): Promise<void> {
  // Else every start from a working copy would leave an entry that points there.
  if (!app.isPackaged) return;
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: enabled, args: [HIDDEN_ARGUMENT] });
    return;
  }
  const file = path.join(configDir, 'autostart', 'lanrage.desktop');
  try {
    if (!enabled) return await rm(file, { force: true });
    await mkdir(path.dirname(file), { recursive: true });
    // An AppImage is mounted somewhere else at each start; its own path stays.
    await writeFile(file, desktopEntry(process.env.APPIMAGE ?? process.execPath));
  } catch (error) {
    log.warn('start at login could not be changed', { error });
  }
}

/** @see https://specifications.freedesktop.org/desktop-entry-spec/latest/ for the quoting of Exec. */
export function desktopEntry(program: string): string {
  const quoted = `"${program.replace(/[\\"`$]/g, '\\$&').replaceAll('%', '%%')}"`;
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=LANrage',
    `Exec=${quoted.replaceAll('\\', '\\\\')} ${HIDDEN_ARGUMENT}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
