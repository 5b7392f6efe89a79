import type { Plan } from './plan.ts';
import type { Segment } from './segment.ts';
import { type TermClasses, variantOf } from './term-classes.ts';

/** Whether the slots of every run of a plan stand side by side in one field of a document. */
export function keepsRuns(
  segment: Segment,
  classes: TermClasses,
  runs: Plan['runs'],
  document: number,
): boolean {
  return runs.every(
    (run) =>
      isInWords(segment, classes, run, document) || isInSubjects(segment, classes, run, document),
  );
}

type SlotRun = Plan['runs'][number];

function isInWords(
  segment: Segment,
  classes: TermClasses,
  run: SlotRun,
  document: number,
): boolean {
  const { words, wordStarts, titleLengths, asideLengths, authorLengths, seriesLengths } = segment;
  let start = wordStarts[document]!;
  for (const column of [titleLengths, asideLengths, authorLengths, seriesLengths]) {
    const end = start + column[document]!;
    if (isIn(classes, words, start, end, run)) return true;
    start = end;
  }
  return false;
}

function isInSubjects(
  { subjects, subjectStarts, subjectTerms, subjectTermStarts }: Segment,
  classes: TermClasses,
  run: SlotRun,
  document: number,
): boolean {
  for (let at = subjectStarts[document]!; at < subjectStarts[document + 1]!; at += 1) {
    const start = subjectTermStarts[subjects[at]!]!;
    const end = subjectTermStarts[subjects[at]! + 1]!;
    if (isIn(classes, subjectTerms, start, end, run)) return true;
  }
  return false;
}

/** Whether terms `[start, end)` hold the slots of a run side by side. */
function isIn(
  { ofTerm, members }: TermClasses,
  terms: Uint32Array,
  start: number,
  end: number,
  { from, to }: SlotRun,
): boolean {
  for (let at = start; at + (to - from) <= end; at += 1) {
    let slot = from;
    while (slot < to && variantOf(members[ofTerm[terms[at + slot - from]!]!]!, slot) !== 0) {
      slot += 1;
    }
    if (slot === to) return true;
  }
  return false;
}
