import { foldedWords } from './fold.ts';
import { documentsWithIsbn } from './filters.ts';
import type { LiveSegment } from './live-segment.ts';
import { parseQueryText } from './query-text.ts';
import type { ParsedQuery } from './readings.ts';
import type { IndexQuery } from './index-query.ts';
import type { Synonyms } from './synonyms.ts';
import { understand, type Understood } from './understanding.ts';

/**
 * What a query is about, before filters: the books with an ISBN, those that have its words, or all.
 *
 * @param documentsNeeded of very many matches how many are of interest; the others are counted only
 */
export function understandQuery(
  segments: readonly LiveSegment[],
  { text, title, author, isbn13 }: IndexQuery,
  synonyms: Synonyms,
  documentsNeeded: number,
): Understood {
  const without = (documentsOf: (live: LiveSegment) => Uint32Array): Understood => ({
    matches: segments.map((live) => {
      const documents = documentsOf(live);
      return {
        live,
        documents,
        count: documents.length,
        scores: undefined,
        readings: [],
        bestReadings: undefined,
      };
    }),
    dropped: [],
    isAsTyped: true,
  });
  if (isbn13 !== undefined) {
    return without((live) =>
      documentsWithIsbn(live.segment, isbn13).filter((document) => live.isLive(document)),
    );
  }
  const said = [text, title, author].filter((part) => part !== undefined && part.trim() !== '');
  if (said.length === 0) return without((live) => live.liveDocuments());
  const parsed: ParsedQuery = {
    text: parseQueryText(text ?? ''),
    titleWords: foldedWords(title ?? '').slice(0, MAX_FIELD_WORDS),
    authorWords: foldedWords(author ?? '').slice(0, MAX_FIELD_WORDS),
  };
  const criteria = [parsed.text.words, parsed.titleWords, parsed.authorWords];
  // Signs alone: said, but nothing that a book could have.
  if (criteria.filter((words) => words.length > 0).length < said.length) {
    return without(() => new Uint32Array(0));
  }
  return understand(segments, parsed, synonyms, documentsNeeded);
}

// With the 32 words of a text these stay within what a plan can hold.
const MAX_FIELD_WORDS = 8;
