import type { SegmentMatches } from './matches.ts';

/** Matches before filters, and which filters each fails. */
export type FilteredMatches = SegmentMatches & { readonly failures: Uint8Array | undefined };

/** The documents that fail no filter; of those without scores only the first `limit`, the others are counted. */
export function withoutFailures(part: FilteredMatches, limit: number): SegmentMatches {
  const { documents, scores, bestReadings, failures } = part;
  if (failures === undefined) return part;
  let count = 0;
  for (let i = 0; i < failures.length; i += 1) if (failures[i] === 0) count += 1;
  const size = scores === undefined ? Math.min(count, limit) : count;
  const kept = new Uint32Array(size);
  const keptScores = scores === undefined ? undefined : new Float64Array(size);
  const keptReadings = bestReadings === undefined ? undefined : new Uint8Array(size);
  for (let i = 0, at = 0; at < size; i += 1) {
    if (failures[i] !== 0) continue;
    kept[at] = documents[i]!;
    if (keptScores !== undefined) keptScores[at] = scores![i]!;
    if (keptReadings !== undefined) keptReadings[at] = bestReadings![i]!;
    at += 1;
  }
  return { ...part, documents: kept, count, scores: keptScores, bestReadings: keptReadings };
}
