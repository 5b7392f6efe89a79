/** The n largest of the numbers offered, none of them below 0. */
export class Largest {
  // A heap whose root is the smallest of them. Places that nothing was offered for hold 0.
  readonly #heap: Float64Array;

  constructor(n: number) {
    this.#heap = new Float64Array(n);
  }

  /** The n-th largest so far; 0 when fewer were offered. */
  get least(): number {
    return this.#heap[0] ?? Number.POSITIVE_INFINITY;
  }

  offer(value: number): void {
    const heap = this.#heap;
    if (heap.length === 0 || value <= heap[0]!) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1;
      if (heap[child]! >= value) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = value;
  }
}
