import { isbn13FromIsbn10, isIsbn10, isIsbn13, parseIsbn } from '@books/domain/isbn';

const ISBN_IN_TEXT =
  /(?<![\dX])(?:97[89][- \u2010-\u2015]?)?\d(?:[- \u2010-\u2015]?\d){8}[- \u2010-\u2015]?[\dX](?![\dX])/gi;
// Zeros that a spreadsheet took away come back, but "123" never was an ISBN.
const SHORTEST_PADDED = 7;

export type IsbnFinding = 'invalid isbn' | 'isbn with other text' | 'isbn lost its zeros';

/**
 * The ISBN-13 in what a catalogue keeps in an ISBN field: either length, any hyphens, a lower-case `x`, "(pbk.)" and
 * a price behind it, leading zeros lost.
 *
 * @returns `undefined` when no valid ISBN is in it
 */
export function readIsbn(
  text: string,
  onFinding: (finding: IsbnFinding) => void,
): string | undefined {
  if (text.length === 13 && isIsbn13(text)) return text;
  if (text.length === 10 && isIsbn10(text)) return isbn13FromIsbn10(text);
  const usual = parseIsbn(text);
  if (usual !== undefined) return usual;
  for (const [candidate] of text.matchAll(ISBN_IN_TEXT)) {
    const found = parseIsbn(candidate);
    if (found !== undefined) {
      onFinding('isbn with other text');
      return found;
    }
  }
  const padded = padIsbn10(text);
  if (padded !== undefined) {
    onFinding('isbn lost its zeros');
    return isbn13FromIsbn10(padded);
  }
  onFinding('invalid isbn');
  return undefined;
}

/** The ISBN-10 with up to three lost leading zeros restored; `undefined` when it is not valid then. */
export function padIsbn10(text: string): string | undefined {
  const bare = text.trim().toUpperCase();
  if (bare.length < SHORTEST_PADDED || bare.length > 10) return undefined;
  const padded = bare.padStart(10, '0');
  return isIsbn10(padded) ? padded : undefined;
}
