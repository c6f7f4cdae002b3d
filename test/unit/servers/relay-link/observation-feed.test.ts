import { describe, expect, it } from 'vitest';
import { type Observation, ObservationFeed } from '../../../../main/servers/relay-link/observation-feed.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

function scene() {
  const clock = new FakeClock();
  const feed = new ObservationFeed(clock);
  const told: Observation[] = [];
  const tell = (observation: Observation) => void told.push(observation);
  const see = (key: string, endpoint: string, via: Observation['via'] = 'main') =>
    feed.note({ key, endpoint, via });
  return { clock, feed, told, tell, see };
}

describe('the feed of observations', () => {
  it('tells at once what is new, and nothing twice', () => {
    const { feed, told, tell, see } = scene();
    feed.attach(tell);
    see('a', '198.51.100.1:1');
    see('a', '198.51.100.1:1');
    see('a', '198.51.100.1:1', 'probe');
    see('a', '198.51.100.1:2');
    expect(told.map(({ endpoint, via }) => `${via} ${endpoint}`)).toEqual([
      'main 198.51.100.1:1',
      'probe 198.51.100.1:1',
      'main 198.51.100.1:2',
    ]);
  });

  it('keeps what comes while no server listens, and tells each new server the latest of everything', () => {
    const { feed, told, tell, see } = scene();
    see('a', '198.51.100.1:1');
    see('a', '198.51.100.1:2');
    feed.attach(tell);
    see('b', '198.51.100.2:1');
    feed.detach();
    see('b', '198.51.100.2:2');
    feed.attach(tell);
    const endpoints = told.map(({ endpoint }) => endpoint);
    expect(endpoints.slice(0, 2)).toEqual(['198.51.100.1:2', '198.51.100.2:1']);
    expect(endpoints.slice(2).sort()).toEqual(['198.51.100.1:2', '198.51.100.2:2']);
  });

  it('tells a hundred in four seconds, then the next, each in its latest state', () => {
    const { clock, feed, told, tell, see } = scene();
    feed.attach(tell);
    for (let n = 0; n < 150; n++) see(`key ${n}`, '198.51.100.1:1');
    expect(told).toHaveLength(100);
    see('key 149', '198.51.100.1:9');
    clock.advance(3_999);
    expect(told).toHaveLength(100);
    clock.advance(1);
    expect(told).toHaveLength(150);
    expect(told.at(-1)).toMatchObject({ key: 'key 149', endpoint: '198.51.100.1:9' });
  });
});
