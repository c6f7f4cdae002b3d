/** Which keys are served: a key is in any number of parties, and may reach whoever shares one with it. */
export class Admission {
  readonly #keysOf = new Map<string, ReadonlySet<string>>();
  readonly #partiesOf = new Map<string, Set<string>>();

  /** Replaces a party's keys; none removes the party. @returns the pairs of keys that now share no party. */
  replace(party: string, keys: readonly string[]): { parted: [string, string][]; gone: string[] } {
    const before = this.#keysOf.get(party) ?? new Set<string>();
    const after = new Set(keys);
    if (after.size === 0) this.#keysOf.delete(party);
    else this.#keysOf.set(party, after);
    for (const key of after) this.#partiesOf.set(key, (this.#partiesOf.get(key) ?? new Set()).add(party));

    const left = [...before].filter((key) => !after.has(key));
    for (const key of left) this.#leave(key, party);
    const parted = left.flatMap((key) =>
      [...before].filter((other) => !this.#share(key, other)).map((other): [string, string] => [key, other]),
    );
    return { parted, gone: left.filter((key) => !this.admits(key)) };
  }

  admits(key: string): boolean {
    return this.#partiesOf.has(key);
  }

  /** The keys that share a party with this one, each once, without itself. */
  fellows(key: string): ReadonlySet<string> {
    const fellows = new Set<string>();
    for (const party of this.#partiesOf.get(key) ?? []) {
      for (const other of this.#keysOf.get(party) ?? []) fellows.add(other);
    }
    fellows.delete(key);
    return fellows;
  }

  #share(a: string, b: string): boolean {
    const others = this.#partiesOf.get(b);
    return others !== undefined && [...(this.#partiesOf.get(a) ?? [])].some((party) => others.has(party));
  }

  #leave(key: string, party: string): void {
    const parties = this.#partiesOf.get(key);
    parties?.delete(party);
    if (parties?.size === 0) this.#partiesOf.delete(key);
  }
}
