/**
 * What OpenSearch is told of our documents.
 *
 * Text comes folded, by the one `fold` that our own index uses too, so an analyser has only to cut it at blanks: both
 * engines agree about every diacritic and apostrophe in every script. `joined` makes one word of every two neighbours,
 * by which "harrypotter" is found.
 */

/** Raised when documents or analysis change, so that an index half built by an older release is not gone on with. */
export const DEFINITION_VERSION = 1;

/** How soon what was written is found, without anybody waiting for it. */
const REFRESH_INTERVAL = '500ms';
/** Letters by which the beginnings of words are kept ready. */
const BEGINNINGS = { min_chars: 1, max_chars: 8 };

export type IndexFacts = {
  readonly version: string;
  /** When the store began to be read for it, ISO 8601: changes from then on may be missing until they are told. */
  readonly builtAt: string;
  /** The bulk load that it was built after, see `lastLoadedAtMs` of the storage. */
  readonly loadedAtMs: number;
};

/** @param shards a million books fit into one; more let more machines share the work of each query */
export function indexDefinition(facts: IndexFacts, shards: number) {
  return {
    settings: {
      number_of_shards: shards,
      // One copy, as soon as there is a second machine to hold it.
      auto_expand_replicas: '0-1',
      refresh_interval: REFRESH_INTERVAL,
      similarity: {
        // As in `search-index/scoring`: how much the length of a field counts.
        title: { type: 'BM25', k1: 1.2, b: 0.55 },
        authors: { type: 'BM25', k1: 1.2, b: 0.3 },
        weak: { type: 'BM25', k1: 1.2, b: 0 },
      },
      analysis: {
        analyzer: {
          words: { type: 'custom', tokenizer: 'whitespace' },
          joined: { type: 'custom', tokenizer: 'whitespace', filter: ['neighbours_joined'] },
        },
        filter: {
          neighbours_joined: {
            type: 'shingle',
            min_shingle_size: 2,
            max_shingle_size: 2,
            output_unigrams: false,
            token_separator: '',
          },
        },
      },
    },
    mappings: {
      _meta: { ...facts, definition: DEFINITION_VERSION },
      dynamic: 'strict',
      properties: {
        book_id: { type: 'keyword' },
        title: words('title'),
        authors: words('authors'),
        aside: { type: 'text', analyzer: 'words', similarity: 'weak' },
        other: { type: 'text', analyzer: 'words', similarity: 'weak' },
        title_keys: { type: 'keyword' },
        title_starts: { type: 'keyword' },
        title_order: { type: 'keyword' },
        author_starts: { type: 'keyword' },
        subject_keys: { type: 'keyword' },
        isbn13s: { type: 'keyword' },
        year: { type: 'integer' },
        language: { type: 'keyword' },
        rating: { type: 'double' },
        ratings_count: { type: 'integer' },
        popularity: { type: 'integer' },
        prior: { type: 'double', index: false },
        // Given back as it was put in.
        shown: { type: 'object', enabled: false },
      },
    },
  } as const;
}

function words(similarity: 'title' | 'authors') {
  return {
    type: 'text',
    analyzer: 'words',
    similarity,
    index_prefixes: BEGINNINGS,
    fields: {
      joined: { type: 'text', analyzer: 'joined', index_options: 'docs', norms: false },
    },
  } as const;
}
