/** A healthy player, mostly in a healthy party of two, of whom the doctor can be asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DoctorProgress, Finding, RemedyOutcome } from '../../../../shared/model/doctor.ts';
import { PATIENCE_MS } from '../../../setup/limits.ts';
import { LabEngine } from '../engine.ts';
import type { Home, HomeOptions } from '../home.ts';
import type { LabHost } from '../host.ts';
import { createInternet, type Internet } from '../internet.ts';
import { type LabServer, LabServersApart } from '../servers.ts';
import { BadLine, type Badness, cableOf } from './bad-line.ts';
import { Outside, SETTINGS_BY_NAME } from './outside.ts';

const HOMES = {
  direct: [{ nat: 'port-restricted' }, { nat: 'port-restricted' }],
  relayed: [{ nat: 'symmetric' }, { nat: 'port-restricted' }],
  symmetric: [{ nat: 'symmetric' }, { nat: 'symmetric' }],
  'behind carriers': [
    { nat: 'port-restricted', carrier: 'port-restricted' },
    { nat: 'port-restricted', carrier: 'port-restricted' },
  ],
  'full cones': [{ nat: 'full-cone' }, { nat: 'full-cone' }],
  'same home': [{ nat: 'port-restricted', hosts: 2 }],
  /** The same, and alice's machine serves the party. */
  'served at home': [{ nat: 'port-restricted', hosts: 2 }],
  'no party': [{ nat: 'port-restricted' }],
} as const satisfies Record<string, readonly HomeOptions[]>;
export type Scene = keyof typeof HOMES;

export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly tookMs: number;
}

export interface WardOptions {
  /** Done to alice's machine before her engine starts. */
  prepare?(ward: Ward): Promise<void>;
}

interface Created {
  readonly code: string;
  readonly invite: string;
}

export class Ward {
  readonly internet: Internet;
  readonly servers: LabServersApart;
  readonly outside: Outside;
  readonly aliceHome: Home;
  readonly #bobHome: Home | null;
  /** The one who asks the doctor. */
  readonly alice: LabEngine;
  readonly #bob: LabEngine | null;

  private constructor(
    internet: Internet,
    outside: Outside,
    scene: Scene,
    [own, others]: readonly [Home, Home | undefined],
  ) {
    const isServedAtHome = scene === 'served at home';
    const settings = { ...SETTINGS_BY_NAME, ...(isServedAtHome && { controlServer: null }) };
    const newEngine = (host: LabHost): LabEngine => new LabEngine(internet, host, { settings });
    const friend = others?.hosts[0] ?? own.hosts[1];
    this.internet = internet;
    this.servers = new LabServersApart(internet, 2);
    this.outside = outside;
    this.aliceHome = own;
    this.#bobHome = others ?? (friend === undefined ? null : own);
    this.alice = newEngine(own.hosts[0]);
    this.#bob = friend === undefined ? null : newEngine(friend);
  }

  static async open(scene: Scene, { prepare }: WardOptions = {}): Promise<Ward> {
    const internet = createInternet('doctor');
    try {
      const outside = await Outside.open(internet);
      const [own, others] = HOMES[scene].map((options: HomeOptions) => internet.home(options));
      if (own === undefined) throw new Error('nobody lives here');
      for (const home of [own, others]) {
        if (home === undefined) continue;
        outside.connect(home);
        for (const host of home.hosts) await outside.giveNames(internet, host);
      }
      const ward = new Ward(internet, outside, scene, [own, others]);
      await prepare?.(ward);
      await ward.#begin(scene);
      return ward;
    } catch (error) {
      internet.close();
      throw error;
    }
  }

  get bob(): LabEngine {
    if (this.#bob === null) throw new Error('there is no bob in this ward');
    return this.#bob;
  }

  get homeOfBob(): Home {
    if (this.#bobHome === null) throw new Error('bob has no home in this ward');
    return this.#bobHome;
  }

  /** The one that runs from the beginning. */
  get relay(): LabServer {
    return this.#relay(0);
  }

  /** One that nobody has started. */
  get otherRelay(): LabServer {
    return this.#relay(1);
  }

  #relay(place: number): LabServer {
    const relay = [...this.servers.relays.values()][place];
    if (relay === undefined) throw new Error('there are not that many relays');
    return relay;
  }

  async #begin(scene: Scene): Promise<void> {
    await this.servers.control.start();
    await this.relay.start();
    await Promise.all([this.alice.up(), this.#bob?.up()]);
    if (this.#bob === null) {
      await this.alice.waitFor('a helper', ({ tunnel }) => tunnel.state === 'ready');
      return;
    }
    const { code, invite } = await this.alice.done<Created>('party', 'create', 'Doctor');
    await this.#bob.done('party', 'join', scene === 'served at home' ? invite : code);
    await this.settle(scene);
  }

  /** Waits until both have the path that they keep. */
  async settle(scene: Scene): Promise<void> {
    const isRelayed = scene === 'relayed' || scene === 'symmetric';
    for (const engine of [this.alice, this.bob]) {
      await engine.waitFor('the path that stays', ({ party }) =>
        (party?.peers ?? []).some(({ state, relayedReason }) =>
          isRelayed
            ? state === 'relayed' && relayedReason !== null && relayedReason !== 'gathering'
            : state === 'direct',
        ),
      );
    }
    await sleep(1000);
  }

  /** Tells alice's engine that a game begins: trouble is noticed there. */
  async beginGame(): Promise<void> {
    const begun = await (await this.alice.api()).startSession({ name: 'Quake' });
    if (!begun.ok) throw new Error(`no session begins: ${begun.fault.code}`);
  }

  /** Runs the doctor of an engine to its end, as a screen would. */
  async diagnose(engine: LabEngine = this.alice): Promise<Diagnosis> {
    const api = await engine.api();
    const ended = Promise.withResolvers<number>();
    const findings: Finding[] = [];
    const heard: DoctorProgress[] = [];
    const off = api.on('doctorProgress', (progress) => {
      heard.push(progress);
      if (progress.kind === 'found') findings.push(progress.finding);
      if (progress.kind === 'finished') ended.resolve(progress.tookMs);
    });
    const started = await api.startDoctor({});
    if (!started.ok) throw new Error(`the doctor doesn't start: ${started.fault.code}`);
    const timer = setTimeout(() => ended.reject(new Error('the doctor doesn’t end')), PATIENCE_MS);
    try {
      const tookMs = await ended.promise;
      const isOther = heard.some(({ run }) => run !== started.value.run);
      if (isOther) throw new Error('progress of another run was told');
      return { findings, tookMs };
    } finally {
      clearTimeout(timer);
      off();
    }
  }

  /** Carries out the remedy that a finding names. */
  async carryOut({ check, peer, remedy }: Finding): Promise<RemedyOutcome> {
    if (remedy === null) throw new Error(`${check} names no remedy`);
    const outcome = await (await this.alice.api()).applyRemedy({ check, peer, remedy });
    if (!outcome.ok) throw new Error(`${remedy}: ${JSON.stringify(outcome.fault)}`);
    return outcome.value;
  }

  /** The line from a home to its provider becomes bad. */
  async badUplink({ routers }: Home, badness: Badness): Promise<BadLine> {
    const atSwitch = { namespace: `${this.internet.name}-internet`, bridge: 'br0' };
    return BadLine.lay(cableOf(routers.at(-1) ?? '', 'wan', atSwitch), badness);
  }

  /** The cable, or Wi-Fi, between alice and her router becomes bad. */
  async badLan(badness: Badness): Promise<BadLine> {
    const [router = ''] = this.aliceHome.routers;
    return BadLine.lay({ namespace: router, bridge: 'lan', port: 'host1' }, badness);
  }

  /** The line of the servers becomes bad. */
  async badServerLine(badness: Badness): Promise<BadLine> {
    const atSwitch = { namespace: `${this.internet.name}-internet`, bridge: 'br0' };
    return BadLine.lay(cableOf(this.internet.server.namespace, 'eth0', atSwitch), badness);
  }

  close(): void {
    this.internet.close();
  }
}

/** Runs a shell text of the test's own on a machine. */
export async function shell(host: LabHost, script: string): Promise<void> {
  const { code, stderr } = await host.exec('sh', ['-ec', script]);
  if (code !== 0) throw new Error(`${script}: ${stderr}`);
}
