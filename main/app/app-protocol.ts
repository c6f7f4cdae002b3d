/** The page's own scheme: the built renderer at app://lanrage/, and nothing else on the disk. */
import { protocol } from 'electron';
import { SECURITY_HEADERS } from '../base/page/security-headers.ts';
import type { StaticFiles } from '../base/page/static-files.ts';

const SCHEME = 'app';
const HOST = 'lanrage';

/** What every page of ours has as its origin; the sender check and the navigation check ask for exactly this. */
export const APP_ORIGIN = `${SCHEME}://${HOST}`;
export const APP_URL = `${APP_ORIGIN}/`;

/** Makes app:// a standard, secure scheme, so that modules, fonts and the CSP work as on https. Before `ready` only. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the files under app://lanrage/. After `ready` only. */
export function serveApp(files: StaticFiles): void {
  protocol.handle(SCHEME, (request) => answer(files, request));
}

/** Answers one request from the list of files; every answer carries the Content-Security-Policy. */
export function answer(files: StaticFiles, request: Pick<Request, 'method' | 'url'>): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, String(value));
  const { host, pathname } = new URL(request.url);
  const file = host === HOST ? files.get(pathname) : undefined;
  if (file === undefined) return new Response('Not found', { status: 404, headers });
  if (request.method !== 'GET') return new Response('Only GET', { status: 405, headers });
  headers.set('content-type', file.type);
  return new Response(new Uint8Array(file.body), { headers });
}
