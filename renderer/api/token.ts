const STORAGE_KEY = 'lanrage-token';

/**
 * Takes the token from `#token=…` and wipes it from the address bar, so that it is in no screenshot, bookmark or
 * history. A reload of the same tab finds it again in the session's storage.
 * @returns '' when the page was opened without one.
 */
export function takeToken({ location, history, sessionStorage }: Window): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem(STORAGE_KEY) ?? '';
  sessionStorage.setItem(STORAGE_KEY, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}
