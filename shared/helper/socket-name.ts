import type { HelperPlatform } from './service.ts';

/** Where sockets and records of helpers are; only root can write there. On Windows the records alone. */
export const HELPER_SOCKET_FOLDERS: Readonly<Record<HelperPlatform, string>> = {
  linux: '/run/lanrage',
  darwin: '/Library/PrivilegedHelperTools/org.lanrage/run',
  win32: 'C:/Program Files/LANrage Helper/run',
};

/** Name of a helper's socket in its folder. @param tokenHash - SHA-256 of the token, base64url; not a secret. */
export function helperSocketName(tokenHash: string): string {
  return `helper-${tokenHash.slice(0, 16)}.sock`;
}

/** Name of the socket that the system holds for a user whose helper was set up once. @param owner - user id. */
export function serviceSocketName(owner: string): string {
  return `service-${owner}.sock`;
}

/** Where a helper listens: a socket in its folder, a named pipe on Windows. */
export function helperSocketPath(platform: NodeJS.Platform, folder: string, tokenHash: string): string {
  return platform === 'win32'
    ? String.raw`\\.\pipe\lanrage-helper-${tokenHash.slice(0, 16)}`
    : `${folder}/${helperSocketName(tokenHash)}`;
}
