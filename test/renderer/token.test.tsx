import { beforeEach, expect, it } from 'vitest';
import { takeToken } from '../../renderer/api/token.ts';

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, '', '/');
});

it('takes the token out of the address bar', () => {
  history.replaceState(null, '', '/?a=1#token=abc_-1');
  expect(takeToken(window)).toBe('abc_-1');
  expect(location.href).toMatch(/\/\?a=1$/);
});

it('finds the token again after a reload', () => {
  history.replaceState(null, '', '/#token=abc');
  takeToken(window);
  expect(takeToken(window)).toBe('abc');
});

it('prefers a new token to the one of an earlier run', () => {
  sessionStorage.setItem('lanrage-token', 'old');
  history.replaceState(null, '', '/#token=new');
  expect(takeToken(window)).toBe('new');
  expect(takeToken(window)).toBe('new');
});

it('has an empty token when the page was opened without one', () => {
  expect(takeToken(window)).toBe('');
});
