/** One player: a computer with a data folder, a helper, and an engine that comes and goes. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLog } from '../../../main/base/log/create-log.ts';
import { keepRecentLines } from '../../../main/base/log/recent-lines.ts';
import { createEngine } from '../../../main/engine/engine.ts';
import type { Engine } from '../../../main/engine/engine-contract.ts';
import type { Ports } from '../../../main/engine/ports.ts';
import { openStores } from '../../../main/engine/stores.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { Handlers } from '../../../shared/ipc/api.ts';
import type { Finding } from '../../../shared/model/doctor.ts';
import type { PartyView, PeerView, Snapshot } from '../../../shared/model/snapshot.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { Computer } from './computer.ts';
import { controlSockets } from './control-wire.ts';
import { Life } from './life.ts';
import { ModelHelper } from './model-helper.ts';
import { modelMachine } from './model-machine.ts';
import { modelOutside, modelProbing } from './model-outside.ts';
import { modelRendezvous } from './model-rendezvous.ts';
import { modelServers } from './model-servers.ts';
import type { PassingTime } from './passing-time.ts';

const ANSWERS_WITHIN_MS = 180_000;
const DOCTOR_WITHIN_MS = 60_000;

export class Player {
  readonly name: string;
  readonly computer: Computer;
  readonly helper: ModelHelper;
  readonly dataDir: string;
  /** Whether its engine, from its next start on, can meet others by a code alone. */
  meetsByCode = false;
  readonly #time: PassingTime;
  #running: { readonly engine: Engine; readonly life: Life } | null = null;
  /** What its engine shows. */
  #snapshot: Snapshot | null = null;
  /** The run of its doctor that finished last. */
  #diagnosed = 0;

  constructor(
    time: PassingTime,
    computer: Computer,
    dataDir: string,
    { name = computer.name, uid = 1000 } = {},
  ) {
    this.#time = time;
    this.computer = computer;
    this.name = name;
    this.dataDir = dataDir;
    this.helper = new ModelHelper(computer, uid);
  }

  async start(): Promise<void> {
    const life = new Life(this.#time.world, () => this.computer.date());
    const recentLog = keepRecentLines();
    const log = createLog({ level: 'debug', sinks: [recentLog], clock: life });
    const options = { dataDir: this.dataDir, host: 'headless', version: '1.0.0', log, recentLog } as const;
    const made = await this.#time.run(createEngine(options, this.#ports(life)));
    if (!made.ok) throw new Error(made.fault.code);
    this.#running = { engine: made.value, life };
    made.value.on('snapshotChanged', (snapshot) => {
      this.#snapshot = snapshot;
    });
    made.value.on('doctorProgress', (progress) => {
      if (progress.kind === 'finished') this.#diagnosed = progress.run;
    });
    await this.get((engine) => engine.updateSettings({ displayName: this.name }));
    await this.#time.run(made.value.start());
    await this.look();
  }

  /** As people end it. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running !== null) await this.#time.run(running.engine.stop());
  }

  /** Its process ends without a word. */
  kill(): void {
    this.#running?.life.end();
    this.#running = null;
  }

  /** The list of its own servers is gone, while it is down. */
  loseOwnServers(): void {
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(this.dataDir, `control.db${suffix}`), { force: true });
  }

  /** Asks its engine as screens do, and waits for the answer. */
  async ask<T>(question: (engine: Handlers) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#running === null) throw new Error(`${this.name} runs no engine`);
    return this.#time.run(question(this.#running.engine.handlers), ANSWERS_WITHIN_MS);
  }

  /** The same, for what must not be refused. */
  async get<T>(question: (engine: Handlers) => Promise<Result<T>>): Promise<T> {
    const answer = await this.ask(question);
    if (!answer.ok) throw new Error(`${answer.fault.code} ${JSON.stringify(answer.fault.args)}`);
    return answer.value;
  }

  /** What it shows now. */
  async look(): Promise<Snapshot> {
    this.#snapshot = await this.get((engine) => engine.getSnapshot({}));
    return this.#snapshot;
  }

  /** Has its doctor look at everything. */
  async diagnose(): Promise<readonly Finding[]> {
    const { run } = await this.get((engine) => engine.startDoctor({}));
    await this.#time.until(() => this.#diagnosed === run, 'the doctor is done', DOCTOR_WITHIN_MS);
    return this.get((engine) => engine.getFindings({}));
  }

  /** As it was shown last. */
  get shown(): Snapshot {
    if (this.#snapshot === null) throw new Error(`${this.name} shows nothing`);
    return this.#snapshot;
  }

  get party(): PartyView | null {
    return this.shown.party;
  }

  /** Another player as this one sees them; null: not at all. */
  sees(other: Player): PeerView | null {
    return this.party?.peers.find(({ name }) => name === other.name) ?? null;
  }

  #ports(life: Life): Ports {
    const { computer, dataDir } = this;
    const [machine, outside] = [modelMachine(computer), life.owning(modelOutside(computer))];
    const { random } = this.#time.world;
    const bytes = (length: number): Uint8Array =>
      Uint8Array.from({ length }, () => Math.floor(256 * random()));
    const ports: Omit<Ports, 'probing'> = {
      clock: life,
      random: { unit: random, bytes },
      disk: {
        openStores: () => openStores(dataDir),
        historyPath: null,
        freeBytes: () => machine.freeBytes(dataDir),
      },
      helper: this.helper,
      openControl: life.connecting(controlSockets(computer)),
      servers: modelServers(computer, life.own),
      machine,
      outside,
      openPipe: async ({ urls: [url = ''] }) => fail(fault('relay.unreachable', { endpoint: url })),
      openRendezvous: () => (this.meetsByCode ? life.meeting(modelRendezvous(computer)) : null),
      mapPort: async () => fail(fault('portmap.none-found', { gateway: computer.address })),
    };
    return { ...ports, probing: modelProbing(computer, ports) };
  }
}
