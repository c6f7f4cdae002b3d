import { describe, expect, it } from 'vitest';
import { ModelMachine, relay } from './model-machine.ts';

describe('the relays that are held', () => {
  it('are the party’s own at once, and two more a moment after that was reached', async () => {
    const machine = new ModelMachine();
    await machine.set('abcd', 'b');
    expect(machine.held).toBe('b');
    expect([...machine.peers.keys()]).toEqual(['key b']);
    await machine.run(1400);
    expect(machine.told).toEqual(['b reached']);
    expect(machine.held).toBe('b');
    await machine.run(500);
    expect(machine.held).toBe('bac');
    expect(machine.told).toEqual(['b reached', 'a reached', 'c reached']);
  });

  it('are others after 0.7 s where the party’s own doesn’t answer', async () => {
    const machine = new ModelMachine();
    machine.dead.add('a:3478');
    await machine.set('ab', 'a');
    await machine.run(650);
    expect(machine.held).toBe('a');
    await machine.run(200);
    expect(machine.told).toEqual(['b reached']);
    expect(machine.relays.all().map((one) => one.leg(machine.clock.now()).state)).toEqual(['down', 'up']);
  });

  it('stay as they are when the server has only just started and lists none', async () => {
    const machine = new ModelMachine();
    await machine.set('ab', 'a');
    await machine.run(2000);
    await machine.set('', 'a');
    await machine.run(5000);
    expect(machine.held).toBe('ab');
  });

  it('have the party’s new one first, and keep the old one as a standby', async () => {
    const machine = new ModelMachine();
    await machine.set('ab', 'a');
    await machine.run(2000);
    const [, b] = machine.relays.all();
    await machine.set('ab', 'b');
    expect(machine.held).toBe('ba');
    expect(machine.relays.home).toBe(b);
    expect(machine.told).toEqual(['a reached', 'b reached']);
  });

  it('keep one that isn’t listed any more for as long as it serves a pair, and then take it from WireGuard', async () => {
    const machine = new ModelMachine();
    await machine.set('abc', 'a');
    await machine.run(2000);
    machine.used.add('b');
    await machine.set('ac', 'a');
    await machine.run(2000);
    expect(machine.held).toBe('abc');
    machine.used.clear();
    await machine.run(200);
    expect(machine.held).toBe('ac');
    expect(machine.peers.has('key b')).toBe(false);
  });

  it('don’t include one that isn’t listed any more and doesn’t answer, even if a pair still means it', async () => {
    const machine = new ModelMachine();
    await machine.set('abc', 'a');
    await machine.run(2000);
    machine.used.add('b');
    machine.dead.add('b:3478');
    machine.relays.get('b')?.renew(machine.clock.now());
    await machine.set('ac', 'a');
    await machine.run(200);
    expect(machine.held).toBe('ac');
  });

  it.each([
    ['key', 'another key', 'b:3478'],
    ['place', 'key b', 'elsewhere:3478'],
  ])('are shaken hands with anew when one has another %s', async (_, publicKey, endpoint) => {
    const machine = new ModelMachine();
    await machine.set('ab', 'a');
    await machine.run(2000);
    const before = machine.relays.get('b');
    const moved = relay('b', { publicKey, endpoints: [endpoint] });
    await machine.relays.set([relay('a'), moved], 'a', '203.0.113.1');
    await machine.run(200);
    const after = machine.relays.get('b');
    expect(after).not.toBe(before);
    expect(after?.peer.reached).toBe(true);
    expect(machine.peers.get(publicKey)?.endpoint).toBe(endpoint);
    expect(machine.peers.size).toBe(2);
  });

  it('are at the control server where they have no endpoints of their own', async () => {
    const machine = new ModelMachine();
    await machine.relays.set([relay('a', { endpoints: [], port: 5000 })], 'a', '203.0.113.1');
    expect(machine.peers.get('key a')?.endpoint).toBe('203.0.113.1:5000');
    expect(machine.relays.at('203.0.113.1:5000')?.info.id).toBe('a');
  });
});

describe('an endpoint', () => {
  it('is known for that of a relay that is listed, and is held for the session that goes through it', async () => {
    const machine = new ModelMachine();
    await machine.set('abcde', 'a');
    expect(machine.relays.isRelay('e:3478')).toBe(true);
    expect(machine.relays.at('e:3478')).toBeNull();
    expect(machine.relays.holdAt('e:3478')).toBe('e');
    expect(machine.relays.at('e:3478')?.info.id).toBe('e');
    expect(machine.relays.isRelay('198.51.100.7:3478')).toBe(false);
    expect(machine.relays.holdAt('198.51.100.7:3478')).toBeNull();
    expect(machine.relays.holdAt(null)).toBeNull();
  });
});

describe('what the others are told of our relays', () => {
  it('is told when it has changed, and once a second at most', async () => {
    const machine = new ModelMachine();
    await machine.set('ab', 'a');
    await machine.run(100);
    const { relays, clock } = machine;
    expect(relays.news(clock.now())).toEqual([{ id: 'a', rttMs: 20 }]);
    await machine.run(2000);
    expect(relays.news(clock.now())).toEqual([
      { id: 'a', rttMs: 20 },
      { id: 'b', rttMs: 20 },
    ]);
    await machine.run(950);
    machine.dead.add('b:3478');
    relays.get('b')?.renew(clock.now());
    await machine.run(1000);
    expect(relays.news(clock.now())).toEqual([{ id: 'a', rttMs: 20 }]);
    machine.dead.clear();
    await machine.run(500);
    expect(relays.news(clock.now())).toBeNull();
    await machine.run(1500);
    expect(relays.news(clock.now())).toHaveLength(2);
    await machine.run(5000);
    expect(relays.news(clock.now())).toBeNull();
  });
});

describe('all relays', () => {
  it('are reached anew when WireGuard’s device was made anew', async () => {
    const machine = new ModelMachine();
    await machine.set('ab', 'a');
    await machine.run(2000);
    machine.peers.clear();
    machine.told.length = 0;
    machine.relays.startOver();
    expect(machine.told).toEqual(['a not reached', 'b not reached']);
    await machine.run(200);
    expect(machine.told.slice(2)).toEqual(['a reached', 'b reached']);
  });

  it('are registered with anew, and asked from a new socket, when our network has changed', async () => {
    const machine = new ModelMachine();
    await machine.set('ab', 'a');
    await machine.run(3000);
    machine.told.length = 0;
    machine.relays.networkChanged();
    expect(machine.renewals).toBe(1);
    expect(machine.told).toEqual(['a not reached', 'b not reached']);
    await machine.run(100);
    expect(machine.relays.all().every(({ peer }) => peer.reached)).toBe(true);
  });

  it('are asked no more once the set is closed', async () => {
    const machine = new ModelMachine();
    await machine.set('ab', 'a');
    machine.relays.close();
    expect(machine.isMeterClosed).toBe(true);
  });
});

it('has one relay alone tell how our NAT maps', async () => {
  const machine = new ModelMachine();
  const probe = (id: string) => ({
    probe: { publicKey: `probe ${id}`, port: 3479, endpoints: [`${id}:3479`], otherAddress: false },
  });
  await machine.relays.set([relay('a'), relay('b', probe('b')), relay('c', probe('c'))], 'a', '203.0.113.1');
  expect(machine.relays.observer?.info.id).toBe('a');
  await machine.run(2500);
  expect(machine.relays.observer?.info.id).toBe('b');
  expect([...machine.peers.keys()].filter((key) => key.startsWith('probe'))).toEqual(['probe b']);
});
