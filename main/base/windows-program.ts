/** Windows' own programs by their whole path: by its name alone Windows would run one that lies in the current folder. */

/** Only administrators write there; fixed, since an environment may be anybody's making. */
const WINDOWS = 'C:\\Windows';

export type WindowsProgram = 'cmd' | 'explorer' | 'icacls' | 'ping' | 'route' | 'taskkill' | 'whoami';

export function windowsProgram(name: WindowsProgram): string {
  return name === 'explorer' ? `${WINDOWS}\\explorer.exe` : `${WINDOWS}\\System32\\${name}.exe`;
}
