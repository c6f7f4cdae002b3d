import { describe, expect, it } from 'vitest';
import { ModelMachine, relay } from './model-machine.ts';

describe('the relays that are held', () => {
  it('are the party’s own at once, and two more a moment after that was reached', () => {
    const machine = new ModelMachine();
    machine.set('abcd', 'b');
    expect(machine.held).toBe('b');
    expect([...machine.peers.keys()]).toEqual(['key b']);
    machine.run(1400);
    expect(machine.told).toEqual(['b reached']);
    expect(machine.held).toBe('b');
    machine.run(500);
    expect(machine.held).toBe('bac');
    expect(machine.told).toEqual(['b reached', 'a reached', 'c reached']);
  });

  it('are others after 0.7 s where the party’s own doesn’t answer', () => {
    const machine = new ModelMachine();
    machine.dead.add('a:3478');
    machine.set('ab', 'a');
    machine.run(650);
    expect(machine.held).toBe('a');
    machine.run(200);
    expect(machine.told).toEqual(['b reached']);
    expect(machine.relays.all().map((one) => one.leg(machine.nowMs).state)).toEqual(['down', 'up']);
  });

  it('stay as they are when the server has only just started and lists none', () => {
    const machine = new ModelMachine();
    machine.set('ab', 'a');
    machine.run(2000);
    machine.set('', 'a');
    machine.run(5000);
    expect(machine.held).toBe('ab');
  });

  it('have the party’s new one first, and keep the old one as a standby', () => {
    const machine = new ModelMachine();
    machine.set('ab', 'a');
    machine.run(2000);
    const [, b] = machine.relays.all();
    machine.set('ab', 'b');
    expect(machine.held).toBe('ba');
    expect(machine.relays.home).toBe(b);
    expect(machine.told).toEqual(['a reached', 'b reached']);
  });

  it('keep one that isn’t listed any more for as long as it serves a pair, and then take it from WireGuard', () => {
    const machine = new ModelMachine();
    machine.set('abc', 'a');
    machine.run(2000);
    machine.used.add('b');
    machine.set('ac', 'a');
    machine.run(2000);
    expect(machine.held).toBe('abc');
    machine.used.clear();
    machine.run(200);
    expect(machine.held).toBe('ac');
    expect(machine.peers.has('key b')).toBe(false);
  });

  it('don’t include one that isn’t listed any more and doesn’t answer, even if a pair still means it', () => {
    const machine = new ModelMachine();
    machine.set('abc', 'a');
    machine.run(2000);
    machine.used.add('b');
    machine.dead.add('b:3478');
    machine.relays.get('b')?.renew(machine.nowMs);
    machine.set('ac', 'a');
    machine.run(200);
    expect(machine.held).toBe('ac');
  });

  it.each([
    ['key', 'another key', 'b:3478'],
    ['place', 'key b', 'elsewhere:3478'],
  ])('are shaken hands with anew when one has another %s', (_, publicKey, endpoint) => {
    const machine = new ModelMachine();
    machine.set('ab', 'a');
    machine.run(2000);
    const before = machine.relays.get('b');
    const moved = relay('b', { publicKey, endpoints: [endpoint] });
    machine.list([relay('a'), moved], 'a');
    machine.run(200);
    const after = machine.relays.get('b');
    expect(after).not.toBe(before);
    expect(after?.peer.reached).toBe(true);
    expect(machine.peers.get(publicKey)?.endpoint).toBe(endpoint);
    expect(machine.peers.size).toBe(2);
  });

  it('are at the control server where they have no endpoints of their own', () => {
    const machine = new ModelMachine();
    machine.list([relay('a', { endpoints: [], port: 5000 })], 'a');
    expect(machine.peers.get('key a')?.endpoint).toBe('203.0.113.1:5000');
    expect(machine.relays.at('203.0.113.1:5000')?.info.id).toBe('a');
  });
});

describe('an endpoint', () => {
  it('is that of a relay wherever that sends from, as one with several addresses does', () => {
    const machine = new ModelMachine();
    machine.set('ab', 'a');
    machine.run(500);
    machine.roam('key a', '192.168.1.11:3478');
    expect(machine.relays.isRelay('192.168.1.11:3478')).toBe(false);
    machine.run(100);
    expect(machine.relays.at('192.168.1.11:3478')?.info.id).toBe('a');
    expect(machine.relays.at('a:3478')?.info.id).toBe('a');
    expect(machine.relays.isRelay('192.168.1.12:3478')).toBe(false);
  });

  it('is known for that of a relay that is listed, and is held for the session that goes through it', () => {
    const machine = new ModelMachine();
    machine.set('abcde', 'a');
    expect(machine.relays.isRelay('e:3478')).toBe(true);
    expect(machine.relays.at('e:3478')).toBeNull();
    expect(machine.relays.holdAt('e:3478', machine.nowMs)).toBe('e');
    expect(machine.relays.at('e:3478')?.info.id).toBe('e');
    expect(machine.relays.isRelay('198.51.100.7:3478')).toBe(false);
    expect(machine.relays.holdAt('198.51.100.7:3478', machine.nowMs)).toBeNull();
    expect(machine.relays.holdAt(null, machine.nowMs)).toBeNull();
  });
});

describe('what the others are told of our relays', () => {
  it('is told when it has changed, and once a second at most', () => {
    const machine = new ModelMachine();
    const [a, b] = [
      { id: 'a', rttMs: 20 },
      { id: 'b', rttMs: 20 },
    ];
    machine.set('ab', 'a');
    expect(machine.legs).toEqual([[{ id: 'a', rttMs: null }]]);
    machine.run(950);
    expect(machine.legs).toHaveLength(1);
    machine.run(100);
    expect(machine.legs.slice(1)).toEqual([[a]]);
    machine.run(3000);
    expect(machine.legs.at(-1)).toEqual([a, b]);
    machine.dead.add('b:3478');
    machine.relays.get('b')?.renew(machine.nowMs);
    machine.run(1000);
    expect(machine.legs.at(-1)).toEqual([a]);
    machine.dead.clear();
    machine.run(2000);
    expect(machine.legs.at(-1)).toEqual([a, b]);
    const told = machine.legs.length;
    machine.run(5000);
    expect(machine.legs).toHaveLength(told);
  });
});

describe('all relays', () => {
  it('are reached anew when WireGuard’s device was made anew', () => {
    const machine = new ModelMachine();
    machine.set('ab', 'a');
    machine.run(2000);
    machine.peers.clear();
    machine.told.length = 0;
    machine.relays.startOver(machine.nowMs);
    machine.follow();
    expect(machine.told).toEqual(['a not reached', 'b not reached']);
    machine.run(200);
    expect(machine.told.slice(2)).toEqual(['a reached', 'b reached']);
  });

  it.each([
    ['had only just been registered with', 3000],
    ['are still being registered with, from an address that is gone', 20],
  ])('are registered with anew at once when our network has changed, also where they %s', (_, afterMs) => {
    const machine = new ModelMachine();
    machine.set('ab', 'a');
    machine.run(5000);
    machine.relays.networkChanged(machine.nowMs);
    machine.run(afterMs);
    machine.peers.clear();
    machine.relays.networkChanged(machine.nowMs);
    machine.run(50);
    expect([...machine.peers.keys()]).toEqual(['key a', 'key b']);
  });

  it('are registered with anew, and asked from a new socket, when our network has changed', () => {
    const machine = new ModelMachine();
    machine.set('ab', 'a');
    machine.run(3000);
    machine.told.length = 0;
    machine.relays.networkChanged(machine.nowMs);
    machine.follow();
    expect(machine.renewals).toBe(1);
    expect(machine.told).toEqual(['a not reached', 'b not reached']);
    machine.run(100);
    expect(machine.relays.all().every(({ peer }) => peer.reached)).toBe(true);
  });
});

it('has one relay alone tell how our NAT maps', () => {
  const machine = new ModelMachine();
  const probe = (id: string) => ({
    probe: { publicKey: `probe ${id}`, port: 3479, endpoints: [`${id}:3479`], otherAddress: false },
  });
  machine.list([relay('a'), relay('b', probe('b')), relay('c', probe('c'))], 'a');
  expect(machine.relays.observer?.info.id).toBe('a');
  machine.run(2500);
  expect(machine.relays.observer?.info.id).toBe('b');
  expect([...machine.peers.keys()].filter((key) => key.startsWith('probe'))).toEqual(['probe b']);
});
