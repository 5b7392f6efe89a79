import type { Evidence } from './scorer.ts';

/**
 * Writes down which of the links from `from` up to `to` lead to a book with a bit, and returns how many. Written always and
 * counted only when so: which do cannot be guessed, and a wrong guess costs more.
 */
export function findAsked(
  linkTargets: Uint16Array,
  from: number,
  to: number,
  first: number,
  isAsked: Uint32Array,
  found: Uint32Array,
): number {
  let count = 0;
  for (let i = from; i < to; i += 1) {
    const target = first + linkTargets[i]!;
    found[count] = i;
    count += (isAsked[target >>> 5]! >>> (target & 31)) & 1;
  }
  return count;
}

type Room = Evidence & {
  /** For how many books there is room. */
  readonly asked: number;
  readonly speakers: Uint32Array;
  readonly weightSums: Float64Array;
  readonly deviations: Float64Array;
};

/** Arrays for an explanation, all zero: the room of the one before when it is large enough, since making it takes as long as using it. */
export function roomFor(asked: number, width: number, before?: Room): Room {
  if (before === undefined || before.asked < asked || before.addends.length < asked * width) {
    return {
      asked,
      addends: new Float64Array(asked * width * 2),
      speakers: new Uint32Array(asked),
      weightSums: new Float64Array(asked),
      deviations: new Float64Array(asked),
      confidences: new Float64Array(asked),
      predictedStars: new Float64Array(asked),
    };
  }
  before.addends.fill(0, 0, asked * width);
  before.speakers.fill(0, 0, asked);
  before.weightSums.fill(0, 0, asked);
  before.deviations.fill(0, 0, asked);
  return before;
}
