import { ARTICLES } from './dictionary.ts';
import type { GatheredDocuments } from './gathered-documents.ts';

/** How much room the documents need, and how many of them have each term. */
export function countAll(
  gathered: GatheredDocuments,
  order: Uint32Array,
  termRank: Uint32Array,
  subjectRun: (subject: number) => readonly number[],
) {
  const words = gathered.words.view();
  const wordStarts = gathered.wordStarts.view();
  const { titleLengths, asideLengths } = gathered.columns;
  const articles = new Set(ARTICLES.map((article) => gathered.terms.numberOf(article)));
  const documentsByTerm = new Uint32Array(termRank.length);
  const lastSeen = new Uint32Array(termRank.length);
  const counts = {
    postings: 0,
    words: 0,
    subjects: 0,
    authors: 0,
    titleBytes: 0,
    idBytes: 0,
    titleEntries: 0,
    isbns: 0,
  };
  const isKept = new Uint8Array(gathered.ids.count);
  for (let i = 0; i < order.length; i += 1) {
    const document = order[i]!;
    isKept[document] = 1;
    const from = wordStarts[document]!;
    const to = wordStarts[document + 1]!;
    const count = (term: number) => {
      if (lastSeen[term] === i + 1) return;
      lastSeen[term] = i + 1;
      documentsByTerm[term]! += 1;
      counts.postings += 1;
    };
    for (let at = from; at < to; at += 1) count(termRank[words[at]!]!);
    const subjectsFrom = gathered.subjectStarts.at(document);
    const subjectsTo = gathered.subjectStarts.at(document + 1);
    for (let at = subjectsFrom; at < subjectsTo; at += 1) {
      subjectRun(gathered.subjects.at(at)).forEach(count);
    }
    counts.words += to - from;
    counts.subjects += subjectsTo - subjectsFrom;
    counts.authors += gathered.authorStarts.at(document + 1) - gathered.authorStarts.at(document);
    counts.titleBytes += gathered.titles.bytes(document).length;
    counts.idBytes += gathered.ids.bytes(document).length;
    const titleWords = titleLengths.at(document) + asideLengths.at(document);
    if (titleWords > 0) counts.titleEntries += 1;
    if (titleWords > 1 && articles.has(words[from]!)) counts.titleEntries += 1;
  }
  for (const document of gathered.isbnDocuments.view()) counts.isbns += isKept[document]!;
  return { ...counts, documentsByTerm };
}
