/** Takes down what dead runs left, as each lab does before it begins: for the test of taking down. */
import { sweepDeadRuns } from '../sweep.ts';

sweepDeadRuns();
