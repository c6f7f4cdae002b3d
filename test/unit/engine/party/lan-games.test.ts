import { beforeEach, describe, expect, test } from 'vitest';
import { LanGames } from '../../../../main/engine/party/lan-games.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { recordingLog } from '../../../mocks/recording-log.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

const NOTHING: Result<Record<string, never>> = ok({});

describe('what games tell their LAN', () => {
  let clock: FakeClock;
  let calls: string[];
  let answer: () => Promise<Result<Record<string, never>>>;
  let counts: { sent: number; received: number; capped: number };
  let isWanted: boolean;
  let members: string[];
  let changes: number;
  let games: LanGames;

  beforeEach(() => {
    clock = new FakeClock();
    calls = [];
    answer = async () => NOTHING;
    counts = { sent: 0, received: 0, capped: 0 };
    isWanted = true;
    members = ['10.66.0.2'];
    changes = 0;
    games = new LanGames({
      tunnel: {
        setDiscovery(to, ports) {
          calls.push(`set ${to} ${ports.some(({ first }) => first === 3979)}`);
          return answer();
        },
        clearDiscovery() {
          calls.push('clear');
          return answer();
        },
        countDiscovery: async () => {
          calls.push('count');
          return ok(counts);
        },
      },
      clock,
      log: recordingLog(),
      isWanted: () => isWanted,
      members: () => members,
      onChange: () => changes++,
    });
  });

  const settle = () => clock.pass(1_010);
  const asked = () => calls.filter((call) => call !== 'count');

  test('is carried to nobody before the device has its address', async () => {
    games.look();
    await settle();
    expect([calls, games.view]).toEqual([[], null]);
  });

  test('is carried to the members once it has, on the ports of all games, and to others when they change', async () => {
    games.startOver();
    await settle();
    games.look();
    await settle();
    expect(asked()).toEqual(['set 10.66.0.2 true']);
    expect(games.view).toEqual({ state: 'on', fault: null, sent: 0, received: 0, capped: 0 });
    members = ['10.66.0.2', '10.66.0.3'];
    games.look();
    await settle();
    expect(asked().at(-1)).toBe('set 10.66.0.2,10.66.0.3 true');
    expect(asked()).toHaveLength(2);
  });

  test('is asked for again where the device is another one, and not twice at once', async () => {
    const answers: ((value: typeof NOTHING) => void)[] = [];
    answer = () => new Promise((resolve) => answers.push(resolve));
    games.startOver();
    await settle();
    games.startOver();
    members = ['10.66.0.9'];
    games.look();
    await settle();
    expect(asked()).toHaveLength(1);
    answers[0]?.(NOTHING);
    await settle();
    expect(asked()).toEqual(['set 10.66.0.2 true', 'set 10.66.0.9 true']);
    answers[1]?.(NOTHING);
    await settle();
    expect(asked()).toHaveLength(2);
  });

  test('is not carried while it is switched off, whatever a crash left behind', async () => {
    isWanted = false;
    games.startOver();
    await settle();
    expect(calls).toEqual(['clear']);
    expect(games.view).toMatchObject({ state: 'off', fault: null });
    isWanted = true;
    games.hurry();
    await clock.pass(10);
    expect(games.view).toMatchObject({ state: 'on' });
  });

  test('is set once for members who come together, after their tunnels', async () => {
    games.startOver();
    await clock.pass(900);
    expect(calls).toEqual([]);
    members = ['10.66.0.2', '10.66.0.3'];
    games.look();
    await clock.pass(110);
    expect(calls).toEqual(['set 10.66.0.2,10.66.0.3 true']);
  });

  test('is told as impossible with what the machine lacks, and not asked for again and again', async () => {
    const lacks = fault('tunnel.discovery-unavailable', { reason: 'program-missing', program: 'nft' });
    answer = async () => fail(lacks);
    games.startOver();
    for (let n = 0; n < 100; n++) {
      games.look();
      await clock.pass(1_000, 500);
    }
    expect(games.view).toMatchObject({ state: 'impossible', fault: lacks });
    expect(calls).toEqual(['set 10.66.0.2 true']);
  });

  test('is tried again after half a minute where the helper did not answer', async () => {
    answer = async () => fail(fault('helper.unreachable', { reason: 'no-answer-within', ms: 30_000 }));
    games.startOver();
    await settle();
    answer = async () => NOTHING;
    await clock.pass(27_000, 1_000);
    games.look();
    await settle();
    expect(games.view).toMatchObject({ state: 'impossible' });
    await clock.pass(3_000, 1_000);
    games.look();
    await settle();
    expect(games.view).toMatchObject({ state: 'on', fault: null });
  });

  test('is not told as switched off before the helper agrees', async () => {
    isWanted = false;
    answer = async () => fail(fault('helper.unreachable', { reason: 'no-answer-within', ms: 30_000 }));
    games.startOver();
    await settle();
    expect(games.view).toMatchObject({ state: 'impossible', fault: { code: 'helper.unreachable' } });
    answer = async () => NOTHING;
    await clock.pass(30_000, 1_000);
    games.look();
    await settle();
    expect(games.view).toMatchObject({ state: 'off', fault: null });
  });

  test('is counted every five seconds at most, and told of when the count is another one', async () => {
    games.startOver();
    await clock.pass(5_000, 1_000);
    counts = { sent: 4, received: 2, capped: 0 };
    const before = changes;
    games.look();
    await settle();
    expect(games.view).toMatchObject({ sent: 4, received: 2 });
    expect(changes).toBe(before + 1);
    for (let second = 0; second < 10; second++) {
      games.look();
      await clock.pass(1_000, 500);
    }
    expect(changes).toBe(before + 1);
    expect(calls.filter((call) => call === 'count').length).toBeLessThanOrEqual(4);
  });

  test('is left alone once the party is over', async () => {
    games.startOver();
    await settle();
    games.close();
    members = [];
    games.look();
    await settle();
    expect(asked()).toHaveLength(1);
  });
});
