/** Where sockets and records of helpers are; only root can write there. */
export const HELPER_SOCKET_FOLDER = '/run/lanrage';

/** Name of a helper's socket in its folder. @param tokenHash - SHA-256 of the token, base64url; not a secret. */
export function helperSocketName(tokenHash: string): string {
  return `helper-${tokenHash.slice(0, 16)}.sock`;
}
