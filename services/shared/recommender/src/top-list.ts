/** The best so far of what was offered, as a heap with the worst of them at place 0. */
export type TopList = {
  readonly capacity: number;
  readonly indexes: Uint32Array;
  readonly scores: Float64Array;
  size: number;
};

export function createTopList(capacity: number): TopList {
  return {
    capacity,
    indexes: new Uint32Array(capacity),
    scores: new Float64Array(capacity),
    size: 0,
  };
}

/** True when {@link offer} would take it: a better score than the worst here, or an equal one of a lower index. */
export function isWelcome(list: TopList, index: number, score: number): boolean {
  if (list.size < list.capacity) return true;
  return list.capacity > 0 && isWorse(list.scores[0]!, list.indexes[0]!, score, index);
}

/** Takes a score into the list in place of the worst, which must not be better: see {@link isWelcome}. */
export function offer(list: TopList, index: number, score: number): void {
  if (list.size < list.capacity) {
    list.size += 1;
    rise(list, index, score);
  } else {
    sink(list, index, score, list.size);
  }
}

/** The best, best first: `scores[n]` is that of `indexes[n]`. */
export type Ranked = { readonly indexes: Uint32Array; readonly scores: Float64Array };

/** From so many on taking one after the other off the heap is faster than letting each find its place. */
const HEAP_SORT_SIZE = 64;

/** Everything in the list, which is empty afterwards. */
export function drain(list: TopList): Ranked {
  const { size } = list;
  const ranked = { indexes: new Uint32Array(size), scores: new Float64Array(size) };
  if (size < HEAP_SORT_SIZE) sortByPlace(list, ranked);
  else sortByHeap(list, ranked);
  list.size = 0;
  return ranked;
}

/** From behind a heap is nearly in order, so that each finds its place after a few steps. */
function sortByPlace(list: TopList, { indexes, scores }: Ranked): void {
  const { size } = list;
  for (let n = 0; n < size; n += 1) {
    const index = list.indexes[size - 1 - n]!;
    const score = list.scores[size - 1 - n]!;
    let place = n;
    for (; place > 0; place -= 1) {
      if (!isWorse(scores[place - 1]!, indexes[place - 1]!, score, index)) break;
      indexes[place] = indexes[place - 1]!;
      scores[place] = scores[place - 1]!;
    }
    indexes[place] = index;
    scores[place] = score;
  }
}

function sortByHeap(list: TopList, { indexes, scores }: Ranked): void {
  for (let end = list.size - 1; end >= 0; end -= 1) {
    indexes[end] = list.indexes[0]!;
    scores[end] = list.scores[0]!;
    sink(list, list.indexes[end]!, list.scores[end]!, end);
  }
}

function isWorse(score: number, index: number, than: number, thanIndex: number): boolean {
  return score < than || (score === than && index > thanIndex);
}

/** Puts an entry at the last place and lets it rise above all that are better. */
function rise({ indexes, scores, size }: TopList, index: number, score: number): void {
  let at = size - 1;
  while (at > 0) {
    const parent = (at - 1) >>> 1;
    if (!isWorse(score, index, scores[parent]!, indexes[parent]!)) break;
    indexes[at] = indexes[parent]!;
    scores[at] = scores[parent]!;
    at = parent;
  }
  indexes[at] = index;
  scores[at] = score;
}

/** Puts an entry in place of the top one and lets it sink below all that are worse. */
function sink({ indexes, scores }: TopList, index: number, score: number, end: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= end) break;
    if (
      child + 1 < end &&
      isWorse(scores[child + 1]!, indexes[child + 1]!, scores[child]!, indexes[child]!)
    ) {
      child += 1;
    }
    if (!isWorse(scores[child]!, indexes[child]!, score, index)) break;
    indexes[at] = indexes[child]!;
    scores[at] = scores[child]!;
    at = child;
  }
  indexes[at] = index;
  scores[at] = score;
}
