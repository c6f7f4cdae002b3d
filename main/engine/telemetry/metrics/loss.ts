/** Counts losses, and tells whether they come in bursts or by chance. */
import type { lossPatterns } from '../../../../shared/model/metrics.ts';

export type LossPattern = (typeof lossPatterns)[number];

/** With fewer losses, standing together by chance is too likely to tell anything. */
const LEAST_LOSSES = 3;
/** How often random losses may be called a burst, at most. */
const FALSE_POSITIVE_RATE = 0.01;

export class LossCounter {
  #sent = 0;
  #lost = 0;
  #runs = 0;
  #currentRun = 0;
  #longestRun = 0;

  /** Takes packets in the order in which they were sent. */
  add(isLost: boolean): void {
    this.#sent++;
    if (!isLost) {
      this.#currentRun = 0;
      return;
    }
    this.#lost++;
    if (this.#currentRun === 0) this.#runs++;
    this.#currentRun++;
    this.#longestRun = Math.max(this.#longestRun, this.#currentRun);
  }

  get sent(): number {
    return this.#sent;
  }

  get lost(): number {
    return this.#lost;
  }

  /** 0–1; null when nothing was sent. */
  get ratio(): number | null {
    return this.#sent === 0 ? null : this.#lost / this.#sent;
  }

  /** Most losses in a row. */
  get longestBurst(): number {
    return this.#longestRun;
  }

  get pattern(): LossPattern {
    return lossPattern(this.#sent, this.#lost, this.#runs);
  }
}

/**
 * The runs test, one-sided and exact: when losses fall at random, the number of unbroken runs that they form has a known
 * distribution, P(k runs) = C(lost−1, k−1) · C(received+1, k) / C(sent, lost). So few runs that chance gives them at
 * most once in a hundred times are bursts; that is the rate of false positives, whatever the loss ratio.
 * @see W. L. Stevens, "Distribution of groups in a sequence of alternatives", 1939
 */
export function lossPattern(sent: number, lost: number, runs: number): LossPattern {
  if (lost < LEAST_LOSSES) return 'none';
  const received = sent - lost;
  let probability = 0;
  for (let k = 1; k <= runs && probability <= FALSE_POSITIVE_RATE; k++) {
    const logarithm = logBinomial(lost - 1, k - 1) + logBinomial(received + 1, k) - logBinomial(sent, lost);
    probability += Math.exp(logarithm);
  }
  return probability <= FALSE_POSITIVE_RATE ? 'burst' : 'random';
}

function logBinomial(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Stirling's series, good to 1e-9 from 10 on; below, by multiplying. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
}
