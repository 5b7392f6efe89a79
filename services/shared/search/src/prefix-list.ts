/** Texts in order, each with a value, so that all that begin alike lie side by side. */
export class PrefixList<Value> {
  #keys: string[] = [];
  #values: Value[] = [];

  constructor(pairs: Iterable<readonly [key: string, value: Value]> = []) {
    const sorted = [...pairs].sort(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1));
    this.#keys = sorted.map(([key]) => key);
    this.#values = sorted.map(([, value]) => value);
  }

  add(key: string, value: Value): void {
    const position = this.#firstFrom(key);
    this.#keys.splice(position, 0, key);
    this.#values.splice(position, 0, value);
  }

  remove(key: string, value: Value): void {
    for (let i = this.#firstFrom(key); this.#keys[i] === key; i += 1) {
      if (this.#values[i] !== value) continue;
      this.#keys.splice(i, 1);
      this.#values.splice(i, 1);
      return;
    }
  }

  /**
   * The values under keys that begin with `prefix`, each once, heaviest first.
   *
   * @param limit how many at most; 1 or more
   */
  heaviest(prefix: string, limit: number, weightOf: (value: Value) => number): Value[] {
    const best: { value: Value; weight: number }[] = [];
    const keys = this.#keys;
    for (let i = this.#firstFrom(prefix); i < keys.length && keys[i]!.startsWith(prefix); i += 1) {
      const value = this.#values[i]!;
      const weight = weightOf(value);
      if (best.length === limit && weight <= best[limit - 1]!.weight) continue;
      if (best.some((other) => other.value === value)) continue;
      const position = best.findIndex((other) => other.weight < weight);
      best.splice(position === -1 ? best.length : position, 0, { value, weight });
      if (best.length > limit) best.pop();
    }
    return best.map(({ value }) => value);
  }

  #firstFrom(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
