/** The helper that was set up once: what the system starts by itself, for one user, without a question. */

/** How far the helper is set up; `unsupported` where the system can't be told to start it. */
export const helperServiceStates = ['unsupported', 'absent', 'installed', 'outdated'] as const;
export type HelperServiceState = (typeof helperServiceStates)[number];

/** Where its own copy of the program is. Only root can write there. */
export const HELPER_PROGRAM_FOLDERS = {
  linux: '/usr/lib/lanrage',
  darwin: '/Library/PrivilegedHelperTools/org.lanrage',
  win32: 'C:/Program Files/LANrage Helper',
} as const;
export type HelperPlatform = keyof typeof HELPER_PROGRAM_FOLDERS;

/** Tells whether the helper has a backend for this system. */
export function isHelperPlatform(platform: string): platform is HelperPlatform {
  return Object.hasOwn(HELPER_PROGRAM_FOLDERS, platform);
}

/** Windows: why setting it up, or removing it, failed last. Only administrators write there, everybody may read. */
export const WINDOWS_ANSWER_FILE = `${HELPER_PROGRAM_FOLDERS.win32}/answer.json`;

/** Stands in a user's own file of the service, for everybody to read: SHA-256 of the token, base64url. */
export const TOKEN_HASH_VARIABLE = 'TOKEN_HASH';

/** A user's file of the service. @param owner - user id; on Windows the security identifier. */
export function ownerFile(owner: string, platform: HelperPlatform): string {
  return platform === 'linux'
    ? `/etc/lanrage/helper-${owner}.env`
    : `${HELPER_PROGRAM_FOLDERS[platform]}/owners/${owner}.env`;
}
