import { createTopList, drain, isWelcome, offer, type Ranked, type TopList } from './top-list.ts';

/**
 * Scores by number for one answer: all zero but for those touched. Made once, cleared after each use. They are good to seven
 * digits, so that twice as many stay in the processor's cache; who shows a score adds it up anew.
 */
export type ScoreBoard = {
  readonly scores: Float32Array;
  /** Numbers that have been given a score, in the order of their first; one place more than there are numbers. */
  readonly touched: Uint32Array;
  touchedCount: number;
  /** Used by {@link drainBest}: to make one for each answer takes time. */
  best: TopList;
};

/** A score of 0 says untouched; a sum that comes back to it is kept as the number of 32 bits next to it. */
const BACK_AT_ZERO = -(2 ** -149);

export function createScoreBoard(size: number): ScoreBoard {
  return {
    scores: new Float32Array(size),
    touched: new Uint32Array(size + 1),
    touchedCount: 0,
    best: createTopList(0),
  };
}

export function addScore(board: ScoreBoard, index: number, score: number): void {
  const before = board.scores[index]!;
  if (before === 0) {
    board.touched[board.touchedCount] = index;
    board.touchedCount += 1;
  }
  const sum = Math.fround(before + score);
  board.scores[index] = sum === 0 ? BACK_AT_ZERO : sum;
}

// The loops below are where training and answering spend their time. They keep everything in local variables, which
// the compiler can hold in registers.

/** Adds `factor` x `values[i]`, above 0, to the score of `indexes[i]`, for `i` from `from` up to `to`. */
export function addPositiveRow(
  board: ScoreBoard,
  indexes: Uint32Array,
  values: Uint8Array,
  from: number,
  to: number,
  factor: number,
): void {
  const { scores, touched } = board;
  let { touchedCount } = board;
  for (let i = from; i < to; i += 1) {
    const index = indexes[i]!;
    const before = scores[index]!;
    touched[touchedCount] = index;
    touchedCount += Number(before === 0);
    scores[index] = before + factor * values[i]!;
  }
  board.touchedCount = touchedCount;
}

/** Adds `score`, above 0, to every `step`-th of `indexes` from `from` up to `to`. */
export function addPositiveConstant(
  board: ScoreBoard,
  indexes: Uint32Array,
  from: number,
  to: number,
  step: number,
  score: number,
): void {
  const { scores, touched } = board;
  let { touchedCount } = board;
  for (let i = from; i < to; i += step) {
    const index = indexes[i]!;
    const before = scores[index]!;
    touched[touchedCount] = index;
    touchedCount += Number(before === 0);
    scores[index] = before + score;
  }
  board.touchedCount = touchedCount;
}

/** As {@link addPositiveRow} for scores of either sign; `first` is added to each of `indexes`. */
export function addSignedRow(
  board: ScoreBoard,
  indexes: Uint16Array,
  values: Int8Array,
  from: number,
  to: number,
  first: number,
  factor: number,
): void {
  const { scores, touched } = board;
  let { touchedCount } = board;
  for (let i = from; i < to; i += 1) {
    const index = first + indexes[i]!;
    const before = scores[index]!;
    // Written always and counted only when new: whether it is new cannot be guessed, and a wrong guess costs more.
    touched[touchedCount] = index;
    touchedCount += Number(before === 0);
    const sum = Math.fround(before + factor * values[i]!);
    scores[index] = sum === 0 ? BACK_AT_ZERO : sum;
  }
  board.touchedCount = touchedCount;
}

/** Takes as long as there are touched numbers, not as long as the board. */
export function clearScores(board: ScoreBoard): void {
  const { scores, touched, touchedCount } = board;
  for (let i = 0; i < touchedCount; i += 1) scores[touched[i]!] = 0;
  board.touchedCount = 0;
}

type Filter = ((index: number) => boolean) | undefined;

type BestOptions = {
  readonly factors?: Float64Array | undefined;
  readonly isAllowed?: Filter;
};

/** Of so many numbers over a quarter more than are asked for, enough are mostly allowed. */
const SPARE_NUMBERS = 16;

/** The lowest score above 0. */
const LEAST_SCORE = Number.MIN_VALUE;

/**
 * The touched numbers with the highest scores above 0, best first; equal scores in ascending order of number. The board is
 * cleared on the way, since to pass over it once more would cost as much again.
 *
 * @param options.factors above 0, that the scores are multiplied by
 * @param options.isAllowed asked first about as few numbers as may be enough, then about those only that would be among
 *   the best so far
 */
export function drainBest(board: ScoreBoard, limit: number, options: BestOptions = {}): Ranked {
  const allowed = options.isAllowed && bestAllowedOfFew(board, limit, options);
  if (allowed !== undefined) {
    clearScores(board);
    return allowed;
  }
  const { scores, touched, touchedCount } = board;
  const { factors, isAllowed } = options;
  const best = emptyList(board, Math.min(limit, touchedCount));
  let floor = LEAST_SCORE;
  for (let i = 0; i < touchedCount; i += 1) {
    const index = touched[i]!;
    const score = factors === undefined ? scores[index]! : scores[index]! * factors[index]!;
    scores[index] = 0;
    if (score >= floor) floor = consider(best, index, score, isAllowed);
  }
  board.touchedCount = 0;
  return drain(best);
}

/**
 * The best that are allowed among little more than are asked for: to ask about all that are among the best at some time is
 * several times as much. `undefined` when too few of them are allowed and there are others. Leaves the scores as they are.
 */
function bestAllowedOfFew(
  board: ScoreBoard,
  limit: number,
  { factors, isAllowed }: BestOptions,
): Ranked | undefined {
  const { scores, touched, touchedCount } = board;
  const best = emptyList(board, Math.min(limit + (limit >> 2) + SPARE_NUMBERS, touchedCount));
  let floor = LEAST_SCORE;
  for (let i = 0; i < touchedCount; i += 1) {
    const index = touched[i]!;
    const score = factors === undefined ? scores[index]! : scores[index]! * factors[index]!;
    if (score >= floor) floor = consider(best, index, score, undefined);
  }
  const areAll = best.size < best.capacity || best.capacity === touchedCount;
  const ranked = drain(best);
  let count = 0;
  for (let n = 0; n < ranked.indexes.length && count < limit; n += 1) {
    const index = ranked.indexes[n]!;
    if (isAllowed?.(index) === false) continue;
    ranked.indexes[count] = index;
    ranked.scores[count] = ranked.scores[n]!;
    count += 1;
  }
  if (count < limit && !areAll) return undefined;
  return { indexes: ranked.indexes.subarray(0, count), scores: ranked.scores.subarray(0, count) };
}

function emptyList(board: ScoreBoard, capacity: number): TopList {
  if (board.best.capacity !== capacity) board.best = createTopList(capacity);
  // Where a filter has thrown there may be something left.
  board.best.size = 0;
  return board.best;
}

/** @returns the lowest score that is worth considering from now on */
function consider(best: TopList, index: number, score: number, isAllowed: Filter): number {
  if (isWelcome(best, index, score) && isAllowed?.(index) !== false) offer(best, index, score);
  return best.size < best.capacity ? LEAST_SCORE : (best.scores[0] ?? Infinity);
}
