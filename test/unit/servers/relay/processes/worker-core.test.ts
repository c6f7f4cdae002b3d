import { describe, expect, it } from 'vitest';
import { WorkerCore } from '../../../../../main/servers/relay/processes/worker-core.ts';
import { BINDING_REQUEST, encodeStun } from '../../../../../shared/stun/message.ts';
import { message, source } from '../relay-bench.ts';

const A = source('198.51.100.1', 40001);
const B = source('198.51.100.2', 40002);
const NOW_MS = 1_000;

/** A further process that was told: what A sends with index 200 goes to B. */
function forwarding(passedPerSecond?: number): WorkerCore {
  const core = new WorkerCore(passedPerSecond);
  core.obey({ kind: 'add', routes: [{ id: 1, from: A, index: 200, to: B }] });
  return core;
}

const data = (receiver: number) => message(4, { receiver }, 100);

describe('a further process of the relay', () => {
  it('forwards transport data on a route that it was given, and says so', () => {
    const core = forwarding();
    expect(core.receive(data(200), A, NOW_MS)).toEqual(B);
    expect(core.report()).toEqual({
      kind: 'figures',
      packets: 1,
      bytes: 132,
      passed: 0,
      dropped: 0,
      used: [1],
    });
    expect(core.report(), 'no use since').toMatchObject({ packets: 1, used: [] });
  });

  it.each([
    ['from another address', source('198.51.100.9', 40001), 200],
    ['from another port', source('198.51.100.1', 40009), 200],
    ['that met another socket of the relay', source('198.51.100.1', 40001, 1), 200],
    ['with another index', A, 201],
    ['from the other end', B, 200],
  ])('leaves data %s to the first process', (_case, from, index) => {
    expect(forwarding().receive(data(index), from, NOW_MS)).toBe('pass');
  });

  it('forwards no more on a route that was withdrawn', () => {
    const core = forwarding();
    core.obey({ kind: 'withdraw', ids: [1] });
    expect(core.receive(data(200), A, NOW_MS)).toBe('pass');
  });

  it('follows a route that was replaced, and drops only the new one when told to', () => {
    const core = forwarding();
    const moved = source('198.51.100.2', 50000);
    core.obey({ kind: 'add', routes: [{ id: 2, from: A, index: 200, to: moved }] });
    core.obey({ kind: 'withdraw', ids: [1] });
    expect(core.receive(data(200), A, NOW_MS)).toEqual(moved);
    core.obey({ kind: 'withdraw', ids: [2] });
    expect(core.receive(data(200), A, NOW_MS)).toBe('pass');
  });

  it.each([
    ['a response', message(2, { sender: 1, receiver: 2 })],
    ['a cookie reply', message(3, { receiver: 2 })],
    [
      'a binding request',
      encodeStun({ type: BINDING_REQUEST, transactionId: new Uint8Array(12), attributes: [] }),
    ],
  ])('leaves %s to the first process', (_case, datagram) => {
    expect(forwarding().receive(datagram, A, NOW_MS)).toBe('pass');
  });

  it.each([
    ['that is nothing of the relay’s', new Uint8Array(40).fill(0xff), A],
    ['that is empty', new Uint8Array(0), A],
    ['from port 0', data(7), source('198.51.100.1', 0)],
  ])('drops what %s', (_case, datagram, from) => {
    const core = forwarding();
    expect(core.receive(datagram, from, NOW_MS)).toBe(null);
    expect(core.report()).toMatchObject({ dropped: 1, passed: 0 });
  });

  it('passes a flood of data without a route on only so far, and handshakes beside it', () => {
    const core = forwarding(10);
    const verdicts = Array.from({ length: 100 }, (_, n) => core.receive(data(5000 + n), B, NOW_MS));
    expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(10);
    expect(core.receive(message(2, { sender: 1, receiver: 2 }), A, NOW_MS)).toBe('pass');
    expect(core.receive(data(200), A, NOW_MS), 'known routes go on').toEqual(B);
    expect(core.receive(data(5000), B, NOW_MS + 1_000), 'a second later').toBe('pass');
  });

  it('passes data on that only the first process can send, whatever else comes', () => {
    const core = new WorkerCore(1);
    core.obey({ kind: 'add', routes: [{ id: 1, from: A, index: 200, to: null }] });
    for (let n = 0; n < 20; n++) expect(core.receive(data(200), A, NOW_MS)).toBe('pass');
    expect(core.report()).toMatchObject({ packets: 0, passed: 20, used: [1] });
  });

  it('lets no route, nor all of them, fill the channel to the first process', () => {
    const core = new WorkerCore(1, { route: 10, all: 15 });
    const routes = [200, 201].map((index, id) => ({ id, from: A, index, to: null }));
    core.obey({ kind: 'add', routes });
    const flood = (index: number, nowMs = NOW_MS) =>
      Array.from({ length: 50 }, () => core.receive(data(index), A, nowMs)).filter(Boolean).length;
    expect([flood(200), flood(201)]).toEqual([10, 5]);
    expect(core.report()).toMatchObject({ passed: 15, dropped: 85 });
    expect(flood(201, NOW_MS + 1_000)).toBe(10);
  });
});
