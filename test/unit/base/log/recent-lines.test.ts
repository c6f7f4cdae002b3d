import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { keepRecentLines } from '../../../../main/base/log/recent-lines.ts';
import { logQuerySchema } from '../../../../shared/model/log-line.ts';

describe('recent lines', () => {
  function logInto() {
    const recent = keepRecentLines();
    return { recent, log: createLog({ level: 'trace', sinks: [recent] }) };
  }

  it('come back newest last, at most as many as asked for, and not below the level', () => {
    const { recent, log } = logInto();
    log.info('first');
    log.debug('not asked for');
    log.child('path').warn('second', { peer: 'jon' });
    log.error('third');
    const texts = recent.read(logQuerySchema.parse({})).map(({ area, text }) => `${area}|${text}`);
    expect(texts).toEqual(['|first', 'path|second peer=jon', '|third']);
    expect(recent.read(logQuerySchema.parse({ limit: 1 })).map(({ text }) => text)).toEqual(['third']);
  });

  it('are found by what stands in them, whatever the case', () => {
    const { recent, log } = logInto();
    log.info('relay reached', { relay: 'FRA' });
    log.info('party joined');
    expect(recent.read(logQuerySchema.parse({ contains: 'fra' }))).toHaveLength(1);
  });

  it('are bounded in number and length, and hold no secret and no control character', () => {
    const { recent, log } = logInto();
    for (let i = 0; i < 2100; i++) log.info('x'.repeat(600));
    log.info('key\u001b[2J', { privateKey: 'GHDvGfZKTkZ0jw3eZBMZr5Tq7bQ2cEhQcT1j3m6PZV8=' });
    const lines = recent.read(logQuerySchema.parse({ limit: 2000 }));
    expect(lines).toHaveLength(2000);
    expect(lines[0]?.text).toHaveLength(502);
    expect(lines.at(-1)?.text).toBe('key\\u001b[2J privateKey=[secret]');
  });
});
