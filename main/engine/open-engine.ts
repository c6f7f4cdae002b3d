import type { Result } from '../../shared/result.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import type { Engine } from './engine-contract.ts';
import { type RealPortsOptions, realPorts } from './real-ports.ts';

/** Builds an engine on this machine, as its hosts start it. Faults as of {@link createEngine}. */
export async function openEngine(options: EngineOptions & RealPortsOptions): Promise<Result<Engine>> {
  return createEngine(options, await realPorts(options));
}
