import { nameOrder, titleOrder } from './alphabetical-orders.ts';
import { codeTexts, coderFor } from './coded-texts.ts';
import { dictionarySections } from './dictionary-sections.ts';
import { foldedWords } from './fold.ts';
import { type GatheredDocuments, ISBN_LOW_PART, YEAR_SHIFT } from './gathered-documents.ts';
import { orderByHash } from './id-order.ts';
import { packOffsets } from './offsets.ts';
import {
  columnInOrder,
  listsInOrder,
  listsOf,
  textSource,
  textsInOrder,
} from './ordered-documents.ts';
import { packNumbers } from './packed-numbers.ts';
import { postingSections } from './postings.ts';
import { type Segment, segmentOf } from './segment.ts';
import { subjectTable } from './subject-table.ts';

/**
 * A segment of gathered documents.
 *
 * @param kept numbers of the documents to take over, in the order they were gathered
 */
export function fillSegment(gathered: GatheredDocuments, kept: Uint32Array): Segment {
  const order = byFallingPopularity(gathered, kept);
  const column = (name: keyof GatheredDocuments['columns']) =>
    columnInOrder(gathered.columns[name], order);
  const terms = inOrder(gathered.terms.texts);
  const runOf = (text: string) =>
    foldedWords(text).map((word) => terms.numbers[gathered.terms.numberOf(word)]!);
  const subjects = subjectTable(gathered.subjectNames.texts, runOf);
  const authorNames = gathered.authorNames.texts;

  const words = listsInOrder(gathered.words, gathered.wordStarts, order, terms.numbers);
  const documentSubjects = listsInOrder(
    gathered.subjects,
    gathered.subjectStarts,
    order,
    subjects.numbers,
  );
  const documentAuthors = listsInOrder(gathered.authors, gathered.authorStarts, order);
  const subjectTerms = listsOf(subjects.runs);
  const nameTerms = listsOf(authorNames.map(runOf));
  const titleLengths = Uint8Array.from(column('titleLengths'));
  const asideLengths = Uint8Array.from(column('asideLengths'));

  const titleTexts = textsInOrder(gathered.titles, order);
  const idTexts = textsInOrder(gathered.ids, order);
  const authorTexts = textSource(authorNames);
  const subjectTexts = textSource(subjects.names);
  const coder = coderFor([titleTexts, idTexts, authorTexts, subjectTexts]);
  const titles = codeTexts(coder, titleTexts);
  const ids = codeTexts(coder, idTexts);
  const authors = codeTexts(coder, authorTexts);
  const subjectNames = codeTexts(coder, subjectTexts);
  const languages = codeTexts(coder, textSource(gathered.languageNames.texts));
  const isbns = isbnsInOrder(gathered, order);

  return segmentOf({
    ...dictionarySections(terms.texts),
    ...postingSections(terms.texts.length, words, documentSubjects, subjectTerms),
    words: words.values,
    wordStarts: words.starts,
    titleLengths,
    asideLengths,
    authorLengths: Uint8Array.from(column('authorLengths')),
    seriesLengths: Uint8Array.from(column('seriesLengths')),
    years: Int16Array.from(column('years'), (year) => year - YEAR_SHIFT),
    ratings: Uint16Array.from(column('ratings')),
    ratingCounts: column('ratingCounts'),
    popularities: column('popularities'),
    sourceRatings: packNumbers(column('sourceRatings')),
    sourceCounts: packNumbers(column('sourceCounts')),
    languages: packNumbers(column('languages')),
    subjects: documentSubjects.values,
    subjectStarts: documentSubjects.starts,
    authors: packNumbers(documentAuthors.values),
    authorStarts: packOffsets(documentAuthors.starts),
    textSymbols: coder.table,
    titleBytes: titles.bytes,
    titleStarts: titles.starts,
    idBytes: ids.bytes,
    idStarts: ids.starts,
    authorBytes: authors.bytes,
    authorByteStarts: authors.starts,
    subjectBytes: subjectNames.bytes,
    subjectByteStarts: subjectNames.starts,
    languageBytes: languages.bytes,
    languageStarts: languages.starts,
    subjectTerms: subjectTerms.values,
    subjectTermStarts: subjectTerms.starts,
    subjectRanks: packNumbers(inOrder(subjects.names).numbers),
    idOrder: packNumbers(orderByHash(idTexts)),
    isbns: isbns.isbns,
    isbnDocuments: packNumbers(isbns.documents),
    titleOrder: packNumbers(titleOrder(words, titleLengths, asideLengths, terms.texts)),
    nameTerms: nameTerms.values,
    nameStarts: packOffsets(nameTerms.starts),
    nameOrder: packNumbers(nameOrder(nameTerms)),
  });
}

function byFallingPopularity({ columns, ids }: GatheredDocuments, kept: Uint32Array): Uint32Array {
  const popularities = columns.popularities.view();
  return kept
    .slice()
    .sort(
      (a, b) => popularities[b]! - popularities[a]! || Buffer.compare(ids.bytes(a), ids.bytes(b)),
    );
}

/** Different texts in order of UTF-16 code units, and for each old number its place in that order. */
function inOrder(texts: readonly string[]) {
  const sorted = Uint32Array.from(texts.keys()).sort((a, b) => (texts[a]! < texts[b]! ? -1 : 1));
  const numbers = new Uint32Array(texts.length);
  sorted.forEach((number, place) => (numbers[number] = place));
  return { texts: Array.from(sorted, (number) => texts[number]!), numbers };
}

/** ISBNs in rising order, and the documents that carry them. */
function isbnsInOrder(gathered: GatheredDocuments, order: Uint32Array) {
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
  return {
    isbns: Float64Array.from(pairs, ({ isbn }) => isbn),
    documents: Uint32Array.from(pairs, ({ document }) => document),
  };
}
