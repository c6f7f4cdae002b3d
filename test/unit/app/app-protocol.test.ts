import { describe, expect, it, vi } from 'vitest';
import { answer } from '../../../main/app/app-protocol.ts';

vi.mock('electron', () => ({ protocol: {} }));

const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', body: Buffer.from('<p>page</p>') }],
  ['/assets/a.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from('1') }],
]);
const get = (url: string, method = 'GET') => answer(files, { url, method });

describe('the app scheme', () => {
  it('serves the built page with its type and a policy that allows nothing from elsewhere', async () => {
    const response = get('app://lanrage/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(await response.text()).toBe('<p>page</p>');
  });

  it('serves the files that the page names', () => {
    expect(get('app://lanrage/assets/a.js').status).toBe(200);
  });

  it.each([
    ['a file that is not in the list', 'app://lanrage/secret.txt'],
    ['a way out of the folder', 'app://lanrage/../../etc/passwd'],
    ['an encoded way out of the folder', 'app://lanrage/%2e%2e/%2e%2e/etc/passwd'],
    ['another host', 'app://elsewhere/'],
  ])('has nothing under %s, and says so with the same policy', (_what, url) => {
    const response = get(url);
    expect(response.status).toBe(404);
    expect(response.headers.has('content-security-policy')).toBe(true);
  });

  it('takes nothing but reading', () => {
    expect(get('app://lanrage/', 'POST').status).toBe(405);
  });
});
