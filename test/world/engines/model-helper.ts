/** The elevated helper of a computer: its real verbs and records, and a connection that is a function call. */

import type { ConnectedHelper } from '../../../main/engine/helper/helper-host.ts';
import type { HelperPort } from '../../../main/engine/ports.ts';
import { dispatch, type VerbRunners } from '../../../main/helper/dispatch.ts';
import type { TunnelRecord, TunnelRecords } from '../../../main/helper/tunnel-record.ts';
import { createTunnelRegistry, type TunnelRegistry } from '../../../main/helper/tunnel-registry.ts';
import { createVerbHandlers } from '../../../main/helper/tunnel-verbs.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { HELPER_GRACE_MS, helperVerbs } from '../../../shared/helper/verbs.ts';
import { Listeners } from '../../../shared/listeners.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Computer } from './computer.ts';
import { modelBackend } from './model-backend.ts';

/** One and the same for each helper of a machine: what an earlier one left is a living helper's own. */
const HELPER = { pid: 1, startTime: '1' };

export class ModelHelper implements HelperPort {
  /** Whether the system lets it start. */
  isAllowed = true;
  hasWireguard = true;
  /** How often it was started. */
  starts = 0;
  readonly #computer: Computer;
  readonly #records = memoryRecords();
  #running: RunningHelper | null = null;

  readonly #uid: number;

  constructor(computer: Computer, uid: number) {
    this.#computer = computer;
    this.#uid = uid;
  }

  readonly service: HelperPort['service'] = {
    read: async () => 'absent',
    install: async () => ok({}),
    uninstall: async () => ok({}),
  };

  readonly launch: HelperPort['launch'] = async () => {
    if (!this.isAllowed) return fail(fault('helper.refused', {}));
    this.#running ??= this.#start();
    return ok(this.#running.connect());
  };

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** It ends without a word; what it made stays. */
  kill(): void {
    const killed = this.#running;
    this.#running = null;
    killed?.kill();
  }

  /** Its client is gone without a word; it waits for another one. */
  hangUp(): void {
    this.#running?.abandon();
  }

  #start(): RunningHelper {
    this.starts++;
    const registry = createTunnelRegistry({
      openBackend: async () =>
        this.hasWireguard
          ? ok(modelBackend(this.#computer))
          : fail(fault('tunnel.wireguard-missing', { reason: 'by-package', hint: 'wireguard-tools' })),
      records: this.#records,
      owner: { uid: this.#uid, networkNamespace: '0', helper: HELPER },
    });
    const running = new RunningHelper(this.#computer, registry, () => {
      if (this.#running === running) this.#running = null;
    });
    return running;
  }
}

class RunningHelper {
  readonly #computer: Computer;
  readonly #registry: TunnelRegistry;
  readonly #onEnd: () => void;
  readonly #runners: VerbRunners;
  #isOver = false;
  #client: { readonly closed: Listeners<void> } | null = null;
  #cancelGrace = (): void => undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(computer: Computer, registry: TunnelRegistry, onEnd: () => void) {
    this.#computer = computer;
    this.#registry = registry;
    this.#onEnd = onEnd;
    this.#runners = {
      ...createVerbHandlers(registry),
      shutdown: () => {
        void this.#end();
        return ok({});
      },
    };
    // What an earlier one left, and nobody has taken up.
    computer.internet.world.after(HELPER_GRACE_MS, () => {
      if (!this.#isOver) void registry.removeLeftovers();
    });
  }

  /** Without a word; what it made stays. */
  kill(): void {
    this.#isOver = true;
    this.hangUp();
  }

  connect(): ConnectedHelper {
    this.hangUp();
    this.#cancelGrace();
    const client = { closed: new Listeners<void>() };
    this.#client = client;
    let id = 0;
    return {
      call: (verb, args) => {
        const gone = fail(fault('helper.unreachable', { reason: 'connection-ended' }));
        const done = this.#tail.then(async () => {
          if (this.#client !== client) return gone;
          const last = id++;
          const { result } = await dispatch(copy({ id, verb, args }), last, this.#runners);
          // Its end comes before its answer.
          if (verb !== 'shutdown' && this.#client !== client) return gone;
          return result.ok ? ok(helperVerbs[verb].value.parse(copy(result.value))) : fail(copy(result.fault));
        });
        this.#tail = done.catch(() => undefined);
        return done as never;
      },
      onClose: (listener) => client.closed.add(listener),
      close: () => {
        if (this.#client === client) this.abandon();
      },
    };
  }

  /** Nobody is there any more; it waits for somebody. */
  abandon(): void {
    this.#client = null;
    this.#cancelGrace = this.#computer.internet.world.after(HELPER_GRACE_MS, () => void this.#end());
  }

  hangUp(): void {
    const client = this.#client;
    this.#client = null;
    client?.closed.tell();
  }

  async #end(): Promise<void> {
    this.#isOver = true;
    this.#onEnd();
    await this.#registry.close();
    this.hangUp();
  }
}

/** As it comes out of the socket. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

function memoryRecords(): TunnelRecords {
  const records = new Map<string, TunnelRecord>();
  return {
    all: () => [...records.values()],
    write: (record) => void records.set(record.name, record),
    remove: ({ name }) => void records.delete(name),
  };
}
