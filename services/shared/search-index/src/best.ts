/**
 * The best of many by their numbers.
 *
 * @param count numbers 0 to count - 1 are compared
 * @param limit how many are wanted
 * @param isBefore whether the first comes before the second; a strict total order
 * @returns at most `limit` numbers, best first
 */
export function bestOf(
  count: number,
  limit: number,
  isBefore: (a: number, b: number) => boolean,
): number[] {
  // A heap whose root is the worst of the best so far.
  const heap: number[] = [];
  const sink = (from: number) => {
    let at = from;
    for (;;) {
      let worst = at;
      const left = 2 * at + 1;
      const right = left + 1;
      if (left < heap.length && isBefore(heap[worst]!, heap[left]!)) worst = left;
      if (right < heap.length && isBefore(heap[worst]!, heap[right]!)) worst = right;
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst]!, heap[at]!];
      at = worst;
    }
  };
  for (let i = 0; i < count; i += 1) {
    if (heap.length < limit) {
      heap.push(i);
      if (heap.length < limit) continue;
      for (let at = (limit >>> 1) - 1; at >= 0; at -= 1) sink(at);
    } else if (limit > 0 && isBefore(i, heap[0]!)) {
      heap[0] = i;
      sink(0);
    }
  }
  return heap.sort((a, b) => (isBefore(a, b) ? -1 : 1));
}
