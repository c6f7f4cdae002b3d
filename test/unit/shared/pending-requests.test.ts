import { describe, expect, it } from 'vitest';
import { PendingRequests } from '../../../shared/pending-requests.ts';
import { FakeClock } from '../../world/fake-clock.ts';

const LATE = { ms: 1000, late: () => 'late' };

describe('pending requests', () => {
  it('each get the answer to their own number, in whatever order answers come', async () => {
    const requests = new PendingRequests<string>();
    const sent: number[] = [];
    const asked = ['a', 'b'].map(() => requests.ask((id) => sent.push(id)));
    requests.answer(2, 'second');
    requests.answer(1, 'first');
    expect(sent).toEqual([1, 2]);
    expect(await Promise.all(asked)).toEqual(['first', 'second']);
  });

  it('hear an answer that comes while the question is being sent', async () => {
    const requests = new PendingRequests<string>();
    expect(await requests.ask((id) => requests.answer(id, 'at once'))).toBe('at once');
  });

  it('take no answer of a number that nobody waits for', async () => {
    const requests = new PendingRequests<string>();
    const asked = requests.ask(() => undefined);
    requests.answer(7, 'stray');
    requests.answer(1, 'first');
    requests.answer(1, 'again');
    expect(await asked).toBe('first');
  });

  it('end by themselves when their time is over', async () => {
    const clock = new FakeClock();
    const requests = new PendingRequests<string>();
    const asked = requests.ask(() => undefined, { clock, ...LATE });
    clock.advance(1000);
    requests.answer(1, 'too late');
    expect(await asked).toBe('late');
  });

  it('leave no timer behind once answered', async () => {
    const clock = new FakeClock();
    const requests = new PendingRequests<string>();
    let wasLate = false;
    const late = (): string => {
      wasLate = true;
      return 'late';
    };
    const asked = requests.ask(() => undefined, { clock, ms: 1000, late });
    requests.answer(1, 'in time');
    clock.advance(2000);
    expect([await asked, wasLate]).toEqual(['in time', false]);
  });

  it('all end at once when nobody can answer any more', async () => {
    const requests = new PendingRequests<string>();
    const asked = [requests.ask(() => undefined), requests.ask(() => undefined)];
    requests.end(() => 'gone');
    expect(await Promise.all(asked)).toEqual(['gone', 'gone']);
  });

  it('count from the number that the protocol begins with', () => {
    const requests = new PendingRequests<string>(0);
    const sent: number[] = [];
    void requests.ask((id) => sent.push(id));
    expect(sent).toEqual([0]);
  });
});
