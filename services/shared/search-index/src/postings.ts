import type { Lists } from './ordered-documents.ts';

/**
 * For each term the documents that have it, in rising order, as sections of a segment.
 *
 * @param words terms of each document, with repeats
 * @param subjects subjects of each document
 * @param subjectTerms terms of each subject
 */
export function postingSections(
  termCount: number,
  words: Lists,
  subjects: Lists,
  subjectTerms: Lists,
): { readonly postings: Uint32Array; readonly postingStarts: Uint32Array } {
  const postingStarts = new Uint32Array(termCount + 1);
  const forEachPosting = (visit: (term: number, document: number) => void) =>
    visitPostings(termCount, words, subjects, subjectTerms, visit);
  forEachPosting((term) => (postingStarts[term + 1]! += 1));
  for (let term = 0; term < termCount; term += 1) postingStarts[term + 1]! += postingStarts[term]!;
  const postings = new Uint32Array(postingStarts[termCount]!);
  const next = postingStarts.slice(0, termCount);
  forEachPosting((term, document) => {
    postings[next[term]!] = document;
    next[term]! += 1;
  });
  return { postings, postingStarts };
}

/** Calls `visit` once for every term that a document has, document by document. */
function visitPostings(
  termCount: number,
  words: Lists,
  subjects: Lists,
  subjectTerms: Lists,
  visit: (term: number, document: number) => void,
): void {
  // Of each term the document that had it last, plus one.
  const lastSeen = new Uint32Array(termCount);
  const documentCount = words.starts.length - 1;
  const visitAll = ({ values, starts }: Lists, list: number, document: number) => {
    for (let at = starts[list]!; at < starts[list + 1]!; at += 1) {
      const term = values[at]!;
      if (lastSeen[term] === document + 1) continue;
      lastSeen[term] = document + 1;
      visit(term, document);
    }
  };
  for (let document = 0; document < documentCount; document += 1) {
    visitAll(words, document, document);
    for (let at = subjects.starts[document]!; at < subjects.starts[document + 1]!; at += 1) {
      visitAll(subjectTerms, subjects.values[at]!, document);
    }
  }
}
