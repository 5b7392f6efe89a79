/**
 * Alphabetical order of two runs of term numbers. Terms are numbered alphabetically, so this is the order of the
 * texts they spell, word by word; a run comes before the longer ones that it begins.
 *
 * @returns below 0, 0 or above 0
 */
export function compareRuns(
  a: ArrayLike<number>,
  aFrom: number,
  aTo: number,
  b: ArrayLike<number>,
  bFrom: number,
  bTo: number,
): number {
  const shorter = Math.min(aTo - aFrom, bTo - bFrom);
  for (let i = 0; i < shorter; i += 1) {
    const difference = a[aFrom + i]! - b[bFrom + i]!;
    if (difference !== 0) return difference;
  }
  return aTo - aFrom - (bTo - bFrom);
}
