import { expect, it } from 'vitest';
import { isCorruption, readFault, writeFault } from '../../../main/base/storage-fault.ts';

const errno = (code: string) => Object.assign(new Error(`${code}: said the system`), { code, errno: -1 });
const sqlite = (errcode: number) =>
  Object.assign(new Error('said SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });

it.each([
  ['ENOSPC', errno('ENOSPC')],
  ['EDQUOT', errno('EDQUOT')],
  ['SQLITE_FULL', sqlite(13)],
  ['SQLITE_IOERR_SHMSIZE', sqlite(4874)],
])('calls %s a full disk', (_, error) => {
  expect(writeFault(error, '/x')).toEqual({ code: 'storage.full', args: { path: '/x' } });
});

it.each([
  ['EROFS', errno('EROFS'), { reason: 'errno', errno: 'EROFS' }],
  ['EACCES', errno('EACCES'), { reason: 'errno', errno: 'EACCES' }],
  ['SQLITE_READONLY', sqlite(8), { reason: 'sqlite', text: 'said SQLite' }],
  ['SQLITE_IOERR_WRITE', sqlite(778), { reason: 'sqlite', text: 'said SQLite' }],
  ['SQLITE_CANTOPEN', sqlite(14), { reason: 'sqlite', text: 'said SQLite' }],
])('calls %s unwritable and says why', (_, error, because) => {
  expect(writeFault(error, '/x')).toEqual({ code: 'storage.unwritable', args: { path: '/x', ...because } });
  expect(readFault(error, '/x')).toEqual({ code: 'storage.unreadable', args: { path: '/x', ...because } });
});

it.each([
  ['a type error', new TypeError('bug')],
  ['a wrong SQL statement', sqlite(1)],
  ['a broken constraint', sqlite(19)],
  ['something that is no error', 'text'],
])('throws %s again, since it is a bug', (_, error) => {
  expect(() => writeFault(error, '/x')).toThrow();
  expect(() => readFault(error, '/x')).toThrow();
});

it('tells damage from everything else', () => {
  expect([11, 26, 267, 8, 13].map((code) => isCorruption(sqlite(code)))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(isCorruption(errno('EIO'))).toBe(false);
});
