/**
 * Properties try the same cases in every run, so that a red run is the change's own. `LANRAGE_SEED=<number>` tries
 * others; a property that fails names the seed of its counterexample.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.LANRAGE_SEED ?? 20_261_121) });
