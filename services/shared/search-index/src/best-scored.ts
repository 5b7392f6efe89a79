import type { DocumentScorer } from './document-scorer.ts';
import { Largest } from './largest.ts';

/** Documents with their scores. */
export type Scored = { readonly documents: Uint32Array; readonly scores: Float64Array };

/**
 * Of documents that are known to match the plan made ready last those that may be among the best `wanted`. Titles
 * that begin with what was typed are read first: next to them few others can come so far, and those that cannot
 * are left out unread.
 */
export function bestScored(scorer: DocumentScorer, documents: Uint32Array, wanted: number): Scored {
  const { ceilings } = scorer;
  const largest = new Largest(wanted);
  const kept = new Uint32Array(documents.length);
  const scores = new Float64Array(documents.length);
  let count = 0;
  const keep = (document: number) => {
    const score = scorer.score(document);
    largest.offer(score);
    kept[count] = document;
    scores[count] = score;
    count += 1;
  };
  const others = new Uint32Array(documents.length);
  let otherCount = 0;
  for (let i = 0; i < documents.length; i += 1) {
    const document = documents[i]!;
    if (ceilings.beginsWithWord(document)) {
      if (ceilings.beginning(document) >= largest.least) keep(document);
    } else {
      others[otherCount] = document;
      otherCount += 1;
    }
  }
  for (let i = 0; i < otherCount; i += 1) {
    const document = others[i]!;
    if (ceilings.rough(document) < largest.least) continue;
    if (ceilings.close(document) >= largest.least) keep(document);
  }
  return { documents: kept.subarray(0, count), scores: scores.subarray(0, count) };
}
