/**
 * The one elevated helper of an engine: started when it is first needed, found again when it was lost. One that ends
 * again and again is started after a pause that grows; a person who asks for it doesn't wait.
 */
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { HelperArgs, HelperValue, HelperVerb } from '../../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { CountMessage } from '../../base/count-message.ts';
import { encodeLine } from '../../base/json-lines.ts';
import type { Emit } from '../events.ts';
import type { Machine } from '../machine/machine.ts';
import { LASTS_MS, RelaunchPause } from './relaunch-pause.ts';
import type { HelperCalls } from './tunnel.ts';

/** What the host needs of a connected helper. */
export interface ConnectedHelper extends HelperCalls {
  onClose(listener: () => void): () => void;
  close(): void;
}

export interface HelperHostOptions {
  /** Connects to a helper that runs, or starts one. @param mayAsk - whether the system may ask the person for that. */
  launch(mayAsk: boolean): Promise<Result<ConnectedHelper>>;
  readonly wireguardHint: Machine['wireguardHint'];
  readonly emit: Emit;
  readonly clock: Clock;
  /** Told of each question and its answer. */
  readonly count?: CountMessage;
}

/** Whether this machine can make tunnels, as the snapshot tells it. */
export interface TunnelReadiness {
  readonly state: 'unchecked' | 'ready' | 'helper-missing' | 'wireguard-missing';
  readonly backend: string | null;
  readonly fault: Fault | null;
}

export class HelperHost implements HelperCalls {
  readonly #options: HelperHostOptions;
  #helper: ConnectedHelper | null = null;
  #ensuring: { readonly mayAsk: boolean; readonly done: Promise<Result<{ backend: string }>> } | null = null;
  #readiness: TunnelReadiness = { state: 'unchecked', backend: null, fault: null };
  #stopping = false;
  #isOneLost = false;
  readonly #pauses = new RelaunchPause();
  /** While a start waits: why, and how to call it off. */
  #pause: { readonly fault: Fault; readonly cancel: () => void } | null = null;
  #stopWatching = (): void => undefined;

  constructor(options: HelperHostOptions) {
    this.#options = options;
  }

  /** The helper is there (backend named), is missing, or has no WireGuard. */
  get readiness(): TunnelReadiness {
    return this.#readiness;
  }

  /** Makes sure that the helper runs and finds WireGuard; callers at the same time share one attempt. */
  async ensure({ mayAsk }: { mayAsk: boolean }): Promise<Result<{ backend: string }>> {
    const { backend } = this.#readiness;
    if (this.#helper !== null && backend !== null) return ok({ backend });
    if (this.#pause !== null && !mayAsk) return fail(this.#pause.fault);
    const underWay = this.#ensuring;
    if (underWay !== null) {
      const shared = await underWay.done;
      // It may have failed only because it must not ask.
      return shared.ok || underWay.mayAsk || !mayAsk ? shared : this.ensure({ mayAsk });
    }
    const done = this.#launch(mayAsk).finally(() => {
      this.#ensuring = null;
    });
    this.#ensuring = { mayAsk, done };
    return done;
  }

  async call<V extends HelperVerb>(verb: V, args: HelperArgs<V>): Promise<Result<HelperValue<V>>> {
    const count = this.#options.count ?? (() => undefined);
    const type = `helper.${verb}`;
    if (this.#helper === null) return fail(fault('helper.unreachable', { reason: 'not-running' }));
    count(type, 'sent', encodeLine({ verb, args }).length);
    const answer = await this.#helper.call(verb, args);
    if (answer.ok) count(type, 'received', encodeLine(answer.value).length);
    else count(type, 'failed', 0);
    return answer;
  }

  /** Ends the helper at once, and with it everything that it holds. */
  async shutdown(): Promise<void> {
    this.#stopping = true;
    this.#endPause();
    await this.#helper?.call('shutdown', {});
    this.#helper?.close();
    this.#helper = null;
  }

  async #launch(mayAsk: boolean): Promise<Result<{ backend: string }>> {
    this.#endPause();
    const connected = this.#helper === null ? await this.#connect(mayAsk) : ok(this.#helper);
    if (!connected.ok) {
      this.#become({ state: 'helper-missing', backend: null, fault: connected.fault });
      return connected;
    }
    const environment = await connected.value.call('environment', {});
    if (!environment.ok) {
      this.#become({ state: 'helper-missing', backend: null, fault: environment.fault });
      return environment;
    }
    const { backend } = environment.value;
    if (backend === null) {
      const missing = fault('tunnel.wireguard-missing', this.#options.wireguardHint());
      this.#become({ state: 'wireguard-missing', backend: null, fault: missing });
      return fail(missing);
    }
    this.#become({ state: 'ready', backend, fault: null });
    return ok({ backend });
  }

  async #connect(mayAsk: boolean): Promise<Result<ConnectedHelper>> {
    const launched = await this.#options.launch(mayAsk);
    if (!launched.ok) return launched;
    const helper = launched.value;
    if (this.#stopping) {
      await helper.call('shutdown', {});
      helper.close();
      return fail(fault('helper.unreachable', { reason: 'stopped' }));
    }
    this.#helper = helper;
    this.#watchWhetherItLasts();
    helper.onClose(() => {
      this.#stopWatching();
      if (this.#helper !== helper || this.#stopping) return;
      this.#helper = null;
      this.#lost();
    });
    return launched;
  }

  /** Only after some time does one that had trouble count as mended. */
  #watchWhetherItLasts(): void {
    const { clock, emit } = this.#options;
    if (!this.#isOneLost) return;
    this.#stopWatching = clock.after(LASTS_MS, () => emit({ type: 'notice-over', end: 'helper-lasts' }));
  }

  #lost(): void {
    const { clock, emit } = this.#options;
    this.#isOneLost = true;
    const { times, pauseMs, isMany } = this.#pauses.lost(clock.now());
    const lost = isMany
      ? fault('helper.keeps-ending', { times })
      : fault('helper.unreachable', { reason: 'ended' });
    this.#become({ state: 'helper-missing', backend: null, fault: lost });
    if (isMany) emit({ type: 'notice', fault: lost, life: { until: ['helper-lasts'] } });
    if (pauseMs === 0) {
      emit({ type: 'helper-lost' });
      return;
    }
    const cancel = clock.after(pauseMs, () => {
      this.#pause = null;
      emit({ type: 'helper-lost' });
    });
    this.#pause = { fault: lost, cancel };
  }

  #become(readiness: TunnelReadiness): void {
    const { emit } = this.#options;
    const isNews = readiness.state === 'ready' && this.#readiness.state !== 'ready';
    this.#readiness = readiness;
    emit({ type: 'activity-changed' });
    if (isNews) {
      emit({ type: 'helper-ready', isBack: this.#isOneLost });
      this.#isOneLost = false;
    }
  }

  #endPause(): void {
    this.#pause?.cancel();
    this.#pause = null;
  }
}
