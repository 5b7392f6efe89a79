/** Scores by number for one answer: all zero but for those touched. Made once, cleared after each use. */
export type ScoreBoard = {
  readonly scores: Float64Array;
  /** Numbers that have been given a score, in the order of their first. */
  readonly touched: Uint32Array;
  readonly isTouched: Uint8Array;
  touchedCount: number;
};

export function createScoreBoard(size: number): ScoreBoard {
  return {
    scores: new Float64Array(size),
    touched: new Uint32Array(size),
    isTouched: new Uint8Array(size),
    touchedCount: 0,
  };
}

export function addScore(board: ScoreBoard, index: number, score: number): void {
  if (board.isTouched[index] === 0) {
    board.isTouched[index] = 1;
    board.touched[board.touchedCount] = index;
    board.touchedCount += 1;
  }
  board.scores[index]! += score;
}

/** As {@link addScore}, and quicker, for boards that get nothing but scores above 0. */
export function addPositiveScore(board: ScoreBoard, index: number, score: number): void {
  const before = board.scores[index]!;
  if (before === 0) {
    board.touched[board.touchedCount] = index;
    board.touchedCount += 1;
  }
  board.scores[index] = before + score;
}

/** Takes as long as there are touched numbers, not as long as the board. */
export function clearScores(board: ScoreBoard): void {
  for (let i = 0; i < board.touchedCount; i += 1) {
    const index = board.touched[i]!;
    board.scores[index] = 0;
    board.isTouched[index] = 0;
  }
  board.touchedCount = 0;
}

/**
 * The touched numbers with the highest scores above 0, best first; equal scores in ascending order of number.
 *
 * @param isAllowed asked only about numbers that would be among the best so far
 */
export function takeBest(
  { scores, touched, touchedCount }: ScoreBoard,
  limit: number,
  isAllowed: (index: number) => boolean = () => true,
): Uint32Array {
  // A heap of the best so far with the worst of them on top.
  const heap = new Uint32Array(Math.min(limit, touchedCount));
  let size = 0;
  const isWorse = (a: number, b: number) => {
    const difference = scores[a]! - scores[b]!;
    return difference < 0 || (difference === 0 && a > b);
  };
  const sink = (index: number, end: number) => {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= end) break;
      if (child + 1 < end && isWorse(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isWorse(heap[child]!, index)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = index;
  };
  const rise = (index: number, from: number) => {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isWorse(index, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = index;
  };
  for (let i = 0; i < touchedCount; i += 1) {
    const index = touched[i]!;
    if (!(scores[index]! > 0)) continue;
    if (size < heap.length) {
      if (!isAllowed(index)) continue;
      rise(index, size);
      size += 1;
    } else if (size > 0 && isWorse(heap[0]!, index) && isAllowed(index)) {
      sink(index, size);
    }
  }
  for (let end = size - 1; end > 0; end -= 1) {
    const worst = heap[0]!;
    sink(heap[end]!, end);
    heap[end] = worst;
  }
  return heap.subarray(0, size);
}
