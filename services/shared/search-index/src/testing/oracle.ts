import { editDistance } from '../edit-distance.ts';
import { foldedWords } from '../fold.ts';
import { type IndexDocument, splitTitle } from '../index-document.ts';

type Tolerance = (word: string, isLast: boolean) => number;

const tolerant: Tolerance = ({ length }) => (length < 4 ? 0 : 1);
const moreTolerant: Tolerance = ({ length }) => (length < 3 ? 0 : length < 5 ? 1 : 2);
const slipTolerant: Tolerance = ({ length }) => (length < 3 ? 0 : length < 4 ? 1 : 2);

/** The fields of a document as lists of words in order; the last one has no order. */
function fieldsOf(document: IndexDocument): string[][] {
  const { main, aside } = splitTitle(document.title);
  return [
    foldedWords(main),
    foldedWords(aside),
    document.authors.flatMap(foldedWords),
    foldedWords(document.series),
    document.subjects.flatMap(foldedWords),
  ];
}

/**
 * Ids of the documents that match plain words, worked out by looking at every document: what the index must find, by
 * the steps described in `understanding`. `undefined` when words must be given up.
 */
export function matchingIds(
  documents: readonly IndexDocument[],
  text: string,
): Set<string> | undefined {
  const words = foldedWords(text);
  if (words.length === 0) return new Set();
  const wordsOf = new Map(documents.map((document) => [document, fieldsOf(document).flat()]));
  const isKnown = (word: string) =>
    documents.some((document) => wordsOf.get(document)!.includes(word));

  const misses = (document: IndexDocument, tolerance: Tolerance) =>
    words.filter(
      (word, i) =>
        !wordsOf
          .get(document)!
          .some(
            (other) =>
              other === word ||
              (i === words.length - 1 && other.startsWith(word)) ||
              editDistance(word, other, 2) <= tolerance(word, i === words.length - 1),
          ),
    );
  const all = (tolerance: Tolerance) =>
    documents.filter((document) => misses(document, tolerance).length === 0);
  const inOne = (tolerance: Tolerance) =>
    words.length === 1
      ? undefined
      : documents.filter(
          (document) =>
            misses(document, () => 0).length <= 1 && misses(document, tolerance).length === 0,
        );
  const isBeginning = (word: string) =>
    documents.some((document) => wordsOf.get(document)!.some((other) => other.startsWith(word)));
  const inUnknown = (tolerance: Tolerance) =>
    all((word, isLast) =>
      isKnown(word) || (isLast && isBeginning(word)) ? 0 : tolerance(word, isLast),
    );

  const asTyped = all(() => 0);
  if (asTyped.length >= (words.length === 1 ? 5 : 1)) return idsOf(asTyped);

  const others = documents.filter((document) =>
    otherReadings(words, isKnown).some((reading) => hasReading(document, reading)),
  );
  const steps =
    asTyped.length > 0
      ? [() => all(tolerant)]
      : [
          () => inOne(tolerant),
          () => inUnknown(tolerant),
          () => inOne(slipTolerant),
          () => inUnknown(moreTolerant),
          () => all(tolerant),
          () => all(moreTolerant),
        ];
  for (const step of steps) {
    const found = step();
    if (found !== undefined && found.length + others.length > 0)
      return idsOf([...found, ...others]);
  }
  return undefined;
}

function idsOf(documents: readonly IndexDocument[]): Set<string> {
  return new Set(documents.map(({ id }) => id));
}

type OtherReading = {
  readonly words: readonly string[];
  /** Words that must stand side by side, two or more. */
  readonly pair: readonly string[];
  readonly isLastPrefix: boolean;
};

function otherReadings(
  words: readonly string[],
  isKnown: (word: string) => boolean,
): OtherReading[] {
  const readings: OtherReading[] = [];
  words.forEach((word, i) => {
    const next = words[i + 1];
    if (next !== undefined && isKnown(word + next)) {
      const isLastPrefix = i + 2 < words.length;
      readings.push({ words: words.toSpliced(i, 2, word + next), pair: [], isLastPrefix });
    }
    const isShort = word.length > 2 && word.length <= 4;
    const parts = isShort ? [word.split('')] : [];
    for (let cut = 1; cut < word.length; cut += 1)
      parts.push([word.slice(0, cut), word.slice(cut)]);
    for (const pair of parts) {
      if (!pair.every(isKnown)) continue;
      readings.push({
        words: words.toSpliced(i, 1, ...pair),
        pair,
        isLastPrefix: i + 1 < words.length,
      });
    }
  });
  return readings;
}

function hasReading(document: IndexDocument, { words, pair, isLastPrefix }: OtherReading): boolean {
  const fields = fieldsOf(document);
  const all = fields.flat();
  const hasWords = words.every(
    (word, i) =>
      all.includes(word) ||
      (isLastPrefix && i === words.length - 1 && all.some((other) => other.startsWith(word))),
  );
  if (!hasWords || pair.length === 0) return hasWords;
  const phrase = ` ${pair.join(' ')} `;
  const bySubject = document.subjects.map(foldedWords);
  return [...fields.slice(0, 4), ...bySubject].some((field) =>
    ` ${field.join(' ')} `.includes(phrase),
  );
}
