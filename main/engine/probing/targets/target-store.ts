/** The targets that somebody chose, in the engine's database, one row a target. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { fault } from '../../../../shared/faults/fault.ts';
import { Listeners } from '../../../../shared/listeners.ts';
import {
  type Target,
  type TargetDraft,
  type TargetPatch,
  targetPatchSchema,
  targetSchema,
} from '../../../../shared/model/target.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { parseJson } from '../../../base/parse-json.ts';
import { type WriteFault, writeFault } from '../../../base/storage-fault.ts';
import { checkTarget, identityOf } from './check-target.ts';
import { defaultTargets } from './default-targets.ts';

export type TargetFault = 'target.invalid' | 'target.exists' | 'target.too-many' | WriteFault;

export interface TargetStore {
  /** Oldest first. */
  list(): readonly Target[];
  /** On the disk before it returns. @fault target.invalid @fault target.exists @fault target.too-many */
  add(draft: TargetDraft): Result<Target, TargetFault>;
  /** Changes what the patch names. @fault target.not-found @fault target.invalid @fault target.exists */
  update(id: string, patch: TargetPatch): Result<Target, TargetFault | 'target.not-found'>;
  /** One that is gone already is no fault. */
  remove(id: string): Result<void, WriteFault>;
  /** Calls back after each change until the returned function is called. */
  onChange(listener: (targets: readonly Target[]) => void): () => void;
}

/** More would be a scanner, not a monitor. */
export const TARGET_LIMIT = 256;

export interface TargetStoreOptions {
  readonly newId?: () => string;
  /** Probed until somebody removes them. */
  readonly defaults?: readonly Target[];
}

/** Reads them, with the default ones that were not removed. The database stays the caller's. */
export function openTargetStore(
  database: DatabaseSync,
  { newId = randomUUID, defaults = defaultTargets }: TargetStoreOptions = {},
): TargetStore {
  const changes = new Listeners<readonly Target[]>();
  let targets = load(database, defaults);

  const commit = (write: () => unknown, changed: readonly Target[]): Result<void, WriteFault> => {
    try {
      write();
    } catch (error) {
      return fail(writeFault(error, database.location() ?? ':memory:'));
    }
    targets = changed;
    changes.tell(targets);
    return ok(undefined);
  };
  const put = (target: Target, changed: readonly Target[]): Result<Target, WriteFault> => {
    const write = () =>
      database
        .prepare(
          `INSERT INTO target (id, value) VALUES (?, ?)
           ON CONFLICT (id) DO UPDATE SET value = excluded.value, removed = 0`,
        )
        .run(target.id, JSON.stringify(target));
    const written = commit(write, changed);
    return written.ok ? ok(target) : written;
  };
  const check = (draft: unknown, others: readonly Target[]) => {
    const checked = checkTarget(draft);
    if (!checked.ok) return checked;
    const twin = others.find((one) => identityOf(one) === identityOf(checked.value));
    return twin === undefined ? checked : fail(fault('target.exists', { name: twin.name }));
  };
  return {
    list: () => targets,
    add(draft) {
      if (targets.length >= TARGET_LIMIT) return fail(fault('target.too-many', { limit: TARGET_LIMIT }));
      const checked = check(draft, targets);
      if (!checked.ok) return checked;
      const target = { id: newId(), ...checked.value };
      return put(target, [...targets, target]);
    },
    update(id, patch) {
      const found = targets.find((target) => target.id === id);
      if (found === undefined) return fail(fault('target.not-found', { id }));
      const { id: _, ...draft } = found;
      const known = targetPatchSchema.safeParse(patch);
      const others = targets.filter((target) => target !== found);
      const checked = check({ ...draft, ...(known.success ? known.data : patch) }, others);
      if (!checked.ok) return checked;
      const target = { id, ...checked.value };
      return put(
        target,
        targets.map((one) => (one === found ? target : one)),
      );
    },
    remove(id) {
      if (!targets.some((target) => target.id === id)) return ok(undefined);
      // The row stays, so that a default target does not come back.
      const write = () => database.prepare('UPDATE target SET removed = 1 WHERE id = ?').run(id);
      return commit(
        write,
        targets.filter((target) => target.id !== id),
      );
    },
    onChange: (listener) => changes.add(listener),
  };
}

/** What can't be read stays in the database, for the version that wrote it. */
function load(database: DatabaseSync, defaults: readonly Target[]): readonly Target[] {
  const seed = database.prepare('INSERT OR IGNORE INTO target (id, value) VALUES (?, ?)');
  for (const target of defaults) seed.run(target.id, JSON.stringify(target));
  const rows = database.prepare('SELECT value FROM target WHERE removed = 0 ORDER BY added').all();
  return rows.flatMap(({ value }) => targetSchema.safeParse(parseJson(String(value))).data ?? []);
}
