import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { fault } from '../../shared/faults/fault.ts';
import { type HelperVerb, helperRequestSchema, helperVerbs } from '../../shared/helper/verbs.ts';
import { fail, type Result } from '../../shared/result.ts';
import { rejected } from './policy.ts';

export type VerbRunner = (args: never) => Promise<Result<unknown>> | Result<unknown>;
/** Each verb's arguments have passed its own schema when its runner is called. */
export type VerbRunners = { readonly [V in HelperVerb]: VerbRunner };

export interface Answer {
  /** 0 for a frame that has no usable id. */
  readonly re: number;
  readonly result: Result<unknown>;
}

const idSchema = helperRequestSchema.pick({ id: true });

/** Checks one request by its schema and runs it. Ids must increase, so that each is answered once. */
export async function dispatch(frame: unknown, lastId: number, runners: VerbRunners): Promise<Answer> {
  const id = idSchema.safeParse(frame).data?.id;
  if (id === undefined) return { re: 0, result: fail(rejected('', { reason: 'frame-without-id' })) };
  if (id <= lastId) return { re: 0, result: fail(rejected('', { reason: 'id-used-before' })) };
  const request = helperRequestSchema.safeParse(frame);
  if (!request.success) return { re: id, result: fail(rejected('', { reason: 'not-a-request' })) };
  const { verb, args } = request.data;
  if (!isVerb(verb)) return { re: id, result: fail(rejected(verb, { reason: 'unknown-verb' })) };
  const parsed = helperVerbs[verb].args.safeParse(args);
  if (!parsed.success) {
    // Names the field, never its value.
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    return { re: id, result: fail(rejected(verb, { reason: 'bad-argument', field })) };
  }
  return { re: id, result: await run(runners[verb], parsed.data as never) };
}

/** A bug ends one request, not the helper and with it everybody's tunnel. */
async function run(runner: VerbRunner, args: never): Promise<Result<unknown>> {
  try {
    return await runner(args);
  } catch (error) {
    const reference = randomBytes(4).toString('hex');
    process.stderr.write(`${reference} ${inspect(error)}\n`);
    return fail(fault('engine.unexpected', { reference }));
  }
}

/** A plain lookup would find `constructor` and the like. */
function isVerb(verb: string): verb is HelperVerb {
  return Object.hasOwn(helperVerbs, verb);
}
