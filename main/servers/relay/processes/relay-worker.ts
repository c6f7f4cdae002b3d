/**
 * Entry of a further process of the relay: sockets at the same ports as the first process (SO_REUSEPORT), where the
 * system gives each client's datagrams to one of the processes. It obeys and ends with the process that started it.
 */
import { systemClock } from '../../../base/clock.ts';
import type { Log, LogFields, LogLevel } from '../../../base/log/log.ts';
import type { Source } from '../client.ts';
import { loadBatchSockets } from '../udp/batch-socket.ts';
import { bindSocket } from '../udp/bind-socket.ts';
import type { RelaySocket } from '../udp/relay-socket.ts';
import type { Order, Report } from './messages.ts';
import { WorkerCore } from './worker-core.ts';

const REPORT_MS = 1_000;

const core = new WorkerCore();
const sockets = new Map<number, RelaySocket>();
const log = reportingLog();

process.on('message', (order: Order) => {
  if (order.kind === 'listen') void listen(order);
  else core.obey(order);
});
process.on('disconnect', () => process.exit());
// Meant for all processes of a terminal or a service; the first one ends this one when it is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
setInterval(() => tell(core.report()), REPORT_MS);

async function listen({ listeners, batches }: Extract<Order, { kind: 'listen' }>): Promise<void> {
  const loaded = batches ? await loadBatchSockets() : null;
  // What stands in the way, the first process has said already.
  const how = { use: 'joined', batches: typeof loaded === 'string' ? null : loaded, log } as const;
  for (const { socket: number, endpoint } of listeners) {
    const bound = await bindSocket(endpoint, how);
    if (!bound.ok) {
      log.warn('relay process cannot listen', { code: bound.fault.code });
      process.disconnect();
      return;
    }
    sockets.set(number, bound.value);
    bound.value.listen((datagram, address, port) => {
      take(datagram, { socket: number, address, port });
    });
  }
  tell({ kind: 'listening' });
}

function take(datagram: Uint8Array, source: Source): void {
  const verdict = core.receive(datagram, source, systemClock.now());
  if (verdict === null) return;
  if (verdict === 'pass') tell({ kind: 'passed', datagram, source });
  else sockets.get(verdict.socket)?.send(datagram, verdict.address, verdict.port);
}

function tell(report: Report): void {
  // The callback takes the failure: a channel that breaks ends this process anyway.
  process.send?.(report, undefined, undefined, () => undefined);
}

function reportingLog(): Log {
  const write = (level: LogLevel) => (message: string, fields?: LogFields) =>
    tell({ kind: 'log', level, message, fields });
  return {
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: reportingLog,
  };
}
