import { bestSuggestions, type WeighedSuggestion } from '@books/search/suggestions';
import type { Suggestion, TitleHit } from '@books/search/search-engine';
import { foldedKey } from '@books/search-index/fold';
import type { Client } from '@opensearch-project/opensearch';
import { askIndex } from './ask-index.ts';
import { asBookId, authorOfStart, keyOf } from './book-document.ts';

type KnownTitle = TitleHit & { readonly popularity: number };

/** A name may be begun at several of its words, and be spelt in several ways. */
const ENTRIES_FOR_AN_AUTHOR = 3;
/** OpenSearch takes patterns of up to 1,000 letters. */
const MAX_PATTERN_LETTERS = 200;

/** Titles that begin with `prefix`, with or without their article, most popular first. */
export async function titlesByPrefix(
  client: Client,
  alias: string,
  prefix: string,
  limit: number,
): Promise<KnownTitle[]> {
  const key = keyOf(prefix);
  if (key === '') return [];
  const { hits } = await askIndex(client, alias, {
    query: { constant_score: { filter: { prefix: { title_starts: key } } } },
    sort: [{ popularity: 'desc' }, { book_id: 'asc' }],
    size: limit,
    _source: ['book_id', 'shown.title', 'popularity'],
  });
  return hits.hits.map(({ _source: { book_id: id, shown, popularity } }) => ({
    bookId: asBookId(id),
    title: shown.title,
    popularity,
  }));
}

/** Titles and authors that begin with `text`, best known first; the best author is always among them. */
export async function suggestBeginnings(
  client: Client,
  alias: string,
  text: string,
  limit: number,
): Promise<Suggestion[]> {
  const [titles, authors] = await Promise.all([
    titlesByPrefix(client, alias, text, limit),
    authorsByPrefix(client, alias, text, limit),
  ]);
  const books = titles.map(({ bookId, title, popularity }): WeighedSuggestion => ({
    suggestion: { kind: 'book', text: title, bookId },
    popularity,
  }));
  return bestSuggestions([...authors, ...books], limit);
}

/** Authors one of whose names begins with `text`, by the readers of all their books. */
async function authorsByPrefix(
  client: Client,
  alias: string,
  text: string,
  limit: number,
): Promise<WeighedSuggestion[]> {
  const key = keyOf(text).slice(0, MAX_PATTERN_LETTERS);
  if (key === '') return [];
  const { aggregations } = await askIndex(client, alias, {
    query: { constant_score: { filter: { prefix: { author_starts: key } } } },
    size: 0,
    aggs: {
      authors: {
        terms: {
          field: 'author_starts',
          // Folded words are letters, digits and blanks: none of them says anything in a pattern.
          include: `${key}.*`,
          // The usual way fails where no name begins so.
          execution_hint: 'map',
          size: limit * ENTRIES_FOR_AN_AUTHOR,
          order: [{ readers: 'desc' }, { _key: 'asc' }],
        },
        aggs: { readers: { sum: { field: 'popularity' } } },
      },
    },
  });
  const byName = new Map<string, WeighedSuggestion>();
  for (const bucket of aggregations?.['authors']?.buckets ?? []) {
    const name = authorOfStart(String(bucket.key));
    const folded = foldedKey(name);
    if (byName.has(folded)) continue;
    const popularity = bucket.readers?.value ?? 0;
    byName.set(folded, { suggestion: { kind: 'author', text: name }, popularity });
  }
  return [...byName.values()].slice(0, limit);
}
