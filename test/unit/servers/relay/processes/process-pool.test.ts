import { beforeEach, describe, expect, it } from 'vitest';
import { FIRST_TUNNEL_SOCKET, type Route } from '../../../../../main/servers/relay/client.ts';
import { userSpaceOnly } from '../../../../../main/servers/relay/kernel/forwarder.ts';
import { bothForwarders } from '../../../../../main/servers/relay/processes/both-forwarders.ts';
import type {
  RelayProcess,
  RelayProcessListener,
} from '../../../../../main/servers/relay/processes/fork-process.ts';
import type { Order, Report } from '../../../../../main/servers/relay/processes/messages.ts';
import { ProcessPool } from '../../../../../main/servers/relay/processes/process-pool.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';
import { createBench, initiationTo, message, source, type TestClient } from '../relay-bench.ts';

const listeners = [{ socket: 0, endpoint: { address: '203.0.113.10', port: 3478 } }];
const homeA = source('198.51.100.1', 40001);
const homeB = source('198.51.100.2', 40002);
const tunnelB = source('198.51.100.2', 40002, FIRST_TUNNEL_SOCKET);
const TTL_MS = 180_000;

/** A process that only notes what it is told. */
class Recorded implements RelayProcess {
  readonly pid: number;
  readonly orders: Order[] = [];
  killed = false;
  closed = false;
  readonly #listener: RelayProcessListener;

  constructor(pid: number, listener: RelayProcessListener) {
    this.pid = pid;
    this.#listener = listener;
  }

  tell(order: Order): void {
    this.orders.push(order);
  }
  kill(): void {
    this.killed = true;
    this.#listener.onExit('SIGKILL');
  }
  async close(): Promise<void> {
    this.closed = true;
    this.#listener.onExit('exit code 0');
  }
  report(report: Report): void {
    this.#listener.onReport(report);
  }
  end(): void {
    this.#listener.onExit('SIGSEGV');
  }
  get kinds(): readonly string[] {
    return this.orders.map(({ kind }) => kind);
  }
}

let clock: FakeClock;
let processes: Recorded[];
let pool: ProcessPool;
const log = recordingLog();

beforeEach(() => {
  clock = new FakeClock();
  processes = [];
  pool = new ProcessPool({
    count: 2,
    start: (listener) => {
      const made = new Recorded(100 + processes.length, listener);
      processes.push(made);
      return made;
    },
    listeners,
    batches: false,
    clock,
    log,
  });
});

const figures = { kind: 'figures', packets: 0, bytes: 0, passed: 0, dropped: 0, used: [] } as const;
const process = (number: number): Recorded => {
  const one = processes[number];
  if (one === undefined) throw new Error(`there is no process ${number}`);
  return one;
};

async function started(take: Parameters<ProcessPool['start']>[0] = () => undefined): Promise<void> {
  const ready = pool.start(take);
  for (const one of processes) one.report({ kind: 'listening' });
  await ready;
}

/** A relay core whose two clients have a confirmed session: data both ways is offered to the pool. */
function session(placeB = homeB) {
  const bench = createBench({}, undefined, bothForwarders(userSpaceOnly('off'), pool.forwarder));
  const [a, b] = [bench.client(1, homeA), bench.client(2, placeB)];
  bench.core.admit('party', [a.key, b.key]);
  for (const client of [a, b]) bench.register(client);
  bench.receive(initiationTo(a, b, 100).datagram, a.at);
  bench.receive(message(2, { sender: 200, receiver: 100 }), b.at);
  const data = (from: TestClient, receiver: number) => bench.receive(message(4, { receiver }), from.at);
  data(a, 200);
  data(b, 100);
  return { bench, a, b, data };
}

describe('the processes of a relay', () => {
  it('all hear of each route that is proved and confirmed, and listen after that', async () => {
    session();
    await started();
    for (const one of processes) {
      expect(one.kinds).toEqual(['add', 'listen']);
      expect(one.orders[0]).toEqual({
        kind: 'add',
        routes: [
          { id: 0, from: homeA, index: 200, to: homeB },
          { id: 1, from: homeB, index: 100, to: homeA },
        ],
      });
    }
  });

  it('hear of a new route at once, and only once', async () => {
    await started();
    const { data, a } = session();
    for (let n = 0; n < 5; n++) data(a, 200);
    expect(process(1).kinds).toEqual(['listen', 'add', 'add']);
  });

  it.each([
    [
      'the pair is held',
      ({ bench, a, b }: ReturnType<typeof session>) => bench.core.hold(a.key, b.key, 500, 0),
    ],
    [
      'an end leaves its party',
      ({ bench, a }: ReturnType<typeof session>) => bench.core.admit('party', [a.key]),
    ],
    [
      'an end is seen elsewhere',
      ({ bench, b }: ReturnType<typeof session>) => {
        b.at = source('203.0.113.77', 7);
        bench.receive(bench.keepalive(b), b.at);
      },
    ],
  ])('forward no more when %s', async (_case, happen) => {
    await started();
    const scene = session();
    happen(scene);
    for (const one of processes) {
      const withdrawn = one.orders.flatMap((order) => (order.kind === 'withdraw' ? order.ids : []));
      expect(withdrawn.toSorted()).toEqual([0, 1]);
    }
  });

  it('leave to the first process what goes into a TCP tunnel, and all that comes from one', async () => {
    await started();
    session(tunnelB);
    const added = process(0).orders.flatMap((order) => (order.kind === 'add' ? order.routes : []));
    expect(added).toEqual([{ id: 0, from: homeA, index: 200, to: null }]);
  });

  it('keep routes alive by using them', async () => {
    await started();
    const { bench, a, data } = session();
    clock.advance(TTL_MS - 1);
    process(0).report({ ...figures, used: [0, 4711] });
    bench.nowMs = TTL_MS;
    expect(data(a, 200)?.to).toEqual(homeB);
  });

  it('pass on what the first process has to decide', async () => {
    const taken: unknown[] = [];
    await started((datagram, from) => taken.push([datagram, from]));
    process(1).report({ kind: 'passed', datagram: Uint8Array.of(1), source: homeA });
    expect(taken).toEqual([[Uint8Array.of(1), homeA]]);
  });

  it('are replaced when they end, with all routes of that moment; what they forwarded still counts', async () => {
    await started();
    const { bench } = session();
    process(0).report({ ...figures, packets: 5, bytes: 500 });
    process(0).end();
    expect(processes).toHaveLength(2);
    clock.advance(1_000);
    expect(process(2).kinds).toEqual(['add', 'listen']);
    process(2).report({ ...figures, packets: 2, bytes: 200 });

    const own = bench.core.stats();
    expect(pool.addTo(own)).toMatchObject({
      forwardedPackets: own.forwardedPackets + 7,
      forwardedBytes: own.forwardedBytes + 700,
      processes: [
        { pid: 101, packets: 0 },
        { pid: 102, packets: 2 },
      ],
    });
  });

  it('are killed when they say nothing for five seconds', async () => {
    await started();
    for (let second = 0; second < 6; second++) {
      process(1).report(figures);
      clock.advance(1_000);
    }
    expect([process(0).killed, process(1).killed]).toEqual([true, false]);
    expect(log.lines.some(({ message: text }) => text === 'relay process stands still')).toBe(true);
  });

  it('hold nothing up when they cannot start', async () => {
    const ready = pool.start(() => undefined);
    for (const one of processes) one.end();
    await ready;
    expect(pool.addTo(createBench().core.stats()).processes).toEqual([]);
  });

  it('end with the relay, and are not replaced then', async () => {
    await started();
    await pool.close();
    clock.advance(10_000);
    expect(processes.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('are told of a full table in parts', async () => {
    const route = (index: number) =>
      ({ from: { source: homeA }, to: { source: homeB }, index }) as unknown as Route;
    for (let index = 0; index < 2_500; index++) pool.forwarder.offer(route(index));
    expect(pool.forwarder.orders().map((order) => (order.kind === 'add' ? order.routes.length : 0))).toEqual([
      1000, 1000, 500,
    ]);
  });
});
