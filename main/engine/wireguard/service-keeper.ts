import type { HelperServiceState } from '../../../shared/helper/service.ts';
import type { Result } from '../../../shared/result.ts';
import {
  type HelperServiceOptions,
  installHelper,
  readHelperService,
  uninstallHelper,
} from './helper-service.ts';

/** Knows whether the system starts the helper, and changes that. */
export class ServiceKeeper {
  readonly #options: HelperServiceOptions;
  readonly #onChange: () => void;
  #state: HelperServiceState | undefined;

  constructor(options: HelperServiceOptions, onChange: () => void) {
    this.#options = options;
    this.#onChange = onChange;
  }

  /** Absent until it was looked for. */
  get state(): { readonly service?: HelperServiceState } {
    return this.#state === undefined ? {} : { service: this.#state };
  }

  /** Looks at the files again. */
  async look(): Promise<void> {
    this.#state = await readHelperService(this.#options);
    this.#onChange();
  }

  async install(): Promise<Result<Record<string, never>>> {
    return this.#lookingAfter(installHelper(this.#options));
  }

  async uninstall(): Promise<Result<Record<string, never>>> {
    return this.#lookingAfter(uninstallHelper(this.#options));
  }

  async #lookingAfter<T>(change: Promise<T>): Promise<T> {
    const changed = await change;
    await this.look();
    return changed;
  }
}
