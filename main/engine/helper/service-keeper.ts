import type { HelperServiceState } from '../../../shared/helper/service.ts';
import type { Result } from '../../../shared/result.ts';
import type { Emit } from '../events.ts';

/** The system's way to start the helper by itself. */
export interface HelperService {
  read(): Promise<HelperServiceState>;
  install(): Promise<Result<Record<string, never>>>;
  uninstall(): Promise<Result<Record<string, never>>>;
}

/** Knows whether the system starts the helper, and changes that. */
export class ServiceKeeper {
  readonly #service: HelperService;
  readonly #emit: Emit;
  #state: HelperServiceState | undefined;

  constructor(service: HelperService, emit: Emit) {
    this.#service = service;
    this.#emit = emit;
  }

  /** Absent until it was looked for. */
  get state(): { readonly service?: HelperServiceState } {
    return this.#state === undefined ? {} : { service: this.#state };
  }

  /** Looks at the files again. */
  async look(): Promise<void> {
    this.#state = await this.#service.read();
    this.#emit({ type: 'activity-changed' });
  }

  install(): Promise<Result<Record<string, never>>> {
    return this.#lookingAfter(this.#service.install());
  }

  uninstall(): Promise<Result<Record<string, never>>> {
    return this.#lookingAfter(this.#service.uninstall());
  }

  async #lookingAfter<T>(change: Promise<T>): Promise<T> {
    const changed = await change;
    await this.look();
    return changed;
  }
}
