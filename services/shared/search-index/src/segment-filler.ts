import { fillNameOrder, fillTitleOrder } from './alphabetical-orders.ts';
import { foldedKey, foldedWords } from './fold.ts';
import type { GrowableTexts } from './growable.ts';
import { idTableSize, insertId } from './id-table.ts';
import { type GatheredDocuments, ISBN_LOW_PART, YEAR_SHIFT } from './gathered-documents.ts';
import { countAll } from './segment-counts.ts';
import {
  bytesNeeded,
  type SectionLengths,
  type Segment,
  segmentOver,
  type SectionName,
  TERM_BLOCK,
} from './segment.ts';
import { forEachTerm } from './term-runs.ts';

/**
 * A segment of gathered documents.
 *
 * @param kept numbers of the documents to take over, in the order they were gathered
 */
export function fillSegment(gathered: GatheredDocuments, kept: Uint32Array): Segment {
  const order = byFallingPopularity(gathered, kept);
  const terms = inOrder(gathered.terms.texts, compareTexts);
  const subjects = subjectTable(gathered.subjectNames.texts);
  const runOf = (text: string) =>
    foldedWords(text).map((word) => terms.rank[gathered.terms.numberOf(word)]!);
  const authorRuns = gathered.authorNames.texts.map(runOf);
  const subjectRuns = subjects.keys.map(runOf);
  const counts = countAll(
    gathered,
    order,
    terms.rank,
    (subject) => subjectRuns[subjects.rank[subject]!]!,
  );

  const languages = gathered.languageNames.texts;
  const authorNames = gathered.authorNames.texts;
  const nameTermCount = totalLength(authorRuns);
  const documentCount = order.length;
  const lengths: SectionLengths = {
    termLetters: terms.texts.reduce((sum, term) => sum + term.length, 0),
    termStarts: terms.texts.length + 1,
    termShared: terms.texts.length,
    blockShared: Math.ceil(terms.texts.length / TERM_BLOCK),
    postings: counts.postings,
    postingStarts: terms.texts.length + 1,
    words: counts.words,
    wordStarts: documentCount + 1,
    titleLengths: documentCount,
    asideLengths: documentCount,
    authorLengths: documentCount,
    seriesLengths: documentCount,
    years: documentCount,
    ratings: documentCount,
    ratingCounts: documentCount,
    popularities: documentCount,
    sourceRatings: documentCount,
    sourceCounts: documentCount,
    languages: documentCount,
    subjects: counts.subjects,
    subjectStarts: documentCount + 1,
    authors: counts.authors,
    authorStarts: documentCount + 1,
    titleBytes: counts.titleBytes,
    titleStarts: documentCount + 1,
    idBytes: counts.idBytes,
    idStarts: documentCount + 1,
    authorBytes: byteLength(authorNames),
    authorByteStarts: authorNames.length + 1,
    subjectBytes: byteLength(subjects.names),
    subjectByteStarts: subjects.names.length + 1,
    languageBytes: byteLength(languages),
    languageStarts: languages.length + 1,
    subjectTerms: totalLength(subjectRuns),
    subjectTermStarts: subjects.keys.length + 1,
    subjectKeyBytes: byteLength(subjects.keys),
    subjectKeyStarts: subjects.keys.length + 1,
    subjectRanks: subjects.keys.length,
    idTable: idTableSize(documentCount),
    isbns: counts.isbns,
    isbnDocuments: counts.isbns,
    titleOrder: counts.titleEntries,
    nameTerms: nameTermCount,
    nameStarts: authorNames.length + 1,
    nameOrder: nameTermCount,
  };
  const buffer = new SharedArrayBuffer(bytesNeeded(lengths));
  const segment = segmentOver(buffer, 0, lengths);

  fillDictionary(segment, terms.texts);
  fillDocuments(segment, gathered, order, terms.rank, subjects.rank);
  fillRuns(segment.subjectTerms, segment.subjectTermStarts, subjectRuns);
  fillRuns(segment.nameTerms, segment.nameStarts, authorRuns);
  fillPostings(segment, counts.documentsByTerm);
  fillTexts(segment.authorBytes, segment.authorByteStarts, authorNames);
  fillTexts(segment.subjectBytes, segment.subjectByteStarts, subjects.names);
  fillTexts(segment.subjectKeyBytes, segment.subjectKeyStarts, subjects.keys);
  segment.subjectRanks.set(inOrder(subjects.names, compareTexts).rank);
  fillTexts(segment.languageBytes, segment.languageStarts, languages);
  fillIds(segment);
  fillIsbns(segment, gathered, order);
  fillTitleOrder(segment);
  fillNameOrder(segment);
  return segment;
}

function byFallingPopularity({ columns, ids }: GatheredDocuments, kept: Uint32Array): Uint32Array {
  const popularities = columns.popularities.view();
  return kept
    .slice()
    .sort(
      (a, b) => popularities[b]! - popularities[a]! || Buffer.compare(ids.bytes(a), ids.bytes(b)),
    );
}

/** Texts in order, and for each old number its place in that order. */
function inOrder(texts: readonly string[], compare: (a: string, b: string) => number) {
  const numbers = Uint32Array.from(texts.keys()).sort((a, b) => compare(texts[a]!, texts[b]!));
  const rank = new Uint32Array(texts.length);
  numbers.forEach((number, place) => (rank[number] = place));
  return { texts: Array.from(numbers, (number) => texts[number]!), rank };
}

/** Of two different texts. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** Subjects that differ only in case and diacritics become one, in the spelling met first. */
function subjectTable(names: readonly string[]) {
  const spellings = new Map<string, string>();
  const keys = names.map(foldedKey);
  keys.forEach((key, i) => {
    if (!spellings.has(key)) spellings.set(key, names[i]!);
  });
  const sortedKeys = [...spellings.keys()].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const placeByKey = new Map(sortedKeys.map((key, place) => [key, place]));
  return {
    keys: sortedKeys,
    names: sortedKeys.map((key) => spellings.get(key)!),
    rank: Uint32Array.from(keys, (key) => placeByKey.get(key)!),
  };
}

function fillDictionary(segment: Segment, terms: readonly string[]): void {
  const { termLetters, termStarts, termShared, blockShared } = segment;
  let at = 0;
  terms.forEach((term, i) => {
    for (let j = 0; j < term.length; j += 1) termLetters[at + j] = term.charCodeAt(j);
    at += term.length;
    termStarts[i + 1] = at;
    const before = i === 0 ? '' : terms[i - 1]!;
    let shared = 0;
    while (shared < 255 && shared < before.length && before[shared] === term[shared]) shared += 1;
    termShared[i] = shared;
  });
  for (let block = 0; block < blockShared.length; block += 1) {
    const from = block * TERM_BLOCK;
    blockShared[block] = Math.min(...termShared.subarray(from, from + TERM_BLOCK));
  }
}

const PLAIN_COLUMNS = [
  'titleLengths',
  'asideLengths',
  'authorLengths',
  'seriesLengths',
  'ratings',
  'ratingCounts',
  'popularities',
  'sourceRatings',
  'sourceCounts',
  'languages',
] as const satisfies readonly SectionName[];

function fillDocuments(
  segment: Segment,
  gathered: GatheredDocuments,
  order: Uint32Array,
  termRank: Uint32Array,
  subjectRank: Uint32Array,
): void {
  const words = gathered.words.view();
  const authors = gathered.authors.view();
  const subjects = gathered.subjects.view();
  let wordsUsed = 0;
  let authorsUsed = 0;
  let subjectsUsed = 0;
  let titleBytesUsed = 0;
  let idBytesUsed = 0;
  for (let i = 0; i < order.length; i += 1) {
    const document = order[i]!;
    const { wordStarts, authorStarts, subjectStarts } = gathered;
    for (let at = wordStarts.at(document); at < wordStarts.at(document + 1); at += 1) {
      segment.words[wordsUsed] = termRank[words[at]!]!;
      wordsUsed += 1;
    }
    segment.wordStarts[i + 1] = wordsUsed;
    for (let at = authorStarts.at(document); at < authorStarts.at(document + 1); at += 1) {
      segment.authors[authorsUsed] = authors[at]!;
      authorsUsed += 1;
    }
    segment.authorStarts[i + 1] = authorsUsed;
    for (let at = subjectStarts.at(document); at < subjectStarts.at(document + 1); at += 1) {
      segment.subjects[subjectsUsed] = subjectRank[subjects[at]!]!;
      subjectsUsed += 1;
    }
    segment.subjectStarts[i + 1] = subjectsUsed;

    titleBytesUsed += copyText(gathered.titles, document, segment.titleBytes, titleBytesUsed);
    segment.titleStarts[i + 1] = titleBytesUsed;
    idBytesUsed += copyText(gathered.ids, document, segment.idBytes, idBytesUsed);
    segment.idStarts[i + 1] = idBytesUsed;

    for (const column of PLAIN_COLUMNS) segment[column][i] = gathered.columns[column].at(document);
    segment.years[i] = gathered.columns.years.at(document) - YEAR_SHIFT;
  }
}

function copyText(texts: GrowableTexts, index: number, target: Uint8Array, at: number): number {
  const bytes = texts.bytes(index);
  target.set(bytes, at);
  return bytes.length;
}

function fillPostings(segment: Segment, documentsByTerm: Uint32Array): void {
  const { postings, postingStarts, documentCount, termCount } = segment;
  for (let term = 0; term < termCount; term += 1) {
    postingStarts[term + 1] = postingStarts[term]! + documentsByTerm[term]!;
  }
  const next = postingStarts.slice(0, termCount);
  for (let document = 0; document < documentCount; document += 1) {
    forEachTerm(segment, document, (term) => {
      const place = next[term]!;
      // A word that a document has twice was entered a moment ago.
      if (place > postingStarts[term]! && postings[place - 1] === document) return;
      postings[place] = document;
      next[term] = place + 1;
    });
  }
}

function totalLength(runs: readonly (readonly number[])[]): number {
  return runs.reduce((sum, run) => sum + run.length, 0);
}

function fillRuns(
  terms: Uint32Array,
  starts: Uint32Array,
  runs: readonly (readonly number[])[],
): void {
  let used = 0;
  runs.forEach((run, i) => {
    terms.set(run, used);
    used += run.length;
    starts[i + 1] = used;
  });
}

function byteLength(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function fillTexts(bytes: Uint8Array, starts: Uint32Array, texts: readonly string[]): void {
  const target = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let used = 0;
  texts.forEach((text, i) => {
    used += target.write(text, used, 'utf8');
    starts[i + 1] = used;
  });
}

function fillIds({ idTable, idBytes, idStarts, documentCount }: Segment): void {
  const bytesOf = (document: number) =>
    idBytes.subarray(idStarts[document], idStarts[document + 1]);
  for (let document = 0; document < documentCount; document += 1) {
    insertId(idTable, bytesOf(document), document, bytesOf);
  }
}

function fillIsbns(segment: Segment, gathered: GatheredDocuments, order: Uint32Array): void {
  const newNumber = new Map<number, number>();
  const holders = gathered.isbnDocuments.view();
  const isHolder = new Set(holders);
  order.forEach((document, i) => {
    if (isHolder.has(document)) newNumber.set(document, i);
  });
  const pairs: { isbn: number; document: number }[] = [];
  holders.forEach((holder, i) => {
    const document = newNumber.get(holder);
    if (document === undefined) return;
    const high = gathered.isbns.at(2 * i);
    pairs.push({ isbn: high * ISBN_LOW_PART + gathered.isbns.at(2 * i + 1), document });
  });
  pairs.sort((a, b) => a.isbn - b.isbn || a.document - b.document);
  pairs.forEach(({ isbn, document }, i) => {
    segment.isbns[i] = isbn;
    segment.isbnDocuments[i] = document;
  });
}
