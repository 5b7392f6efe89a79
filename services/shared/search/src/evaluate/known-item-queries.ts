import { foldedKey, foldedWords } from '@books/search-index/fold';
import { splitTitle } from '@books/search-index/index-document';
import { pick, randomBelow, seededRandom } from './random.ts';
import {
  joinedWords,
  splitWord,
  twoTypos,
  typo,
  type TypingFault,
  typoInFirstLetter,
} from './typing-faults.ts';

/** How a reader who knows the book asks for it. */
export const QUERY_KINDS = [
  'exact',
  'title_author',
  'typo1',
  'typo2',
  'typo_first',
  'prefix60',
  'joined',
  'split',
] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** A query and the books that are right answers to it. */
export type JudgedQuery = {
  readonly query: string;
  readonly kind: string;
  readonly relevant: readonly string[];
};

/** What of a book the queries are made from. */
export type KnownBook = {
  readonly id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly readers: number;
};

const FAULTS: Readonly<Partial<Record<QueryKind, TypingFault>>> = {
  typo1: typo,
  typo2: twoTypos,
  typo_first: typoInFirstLetter,
  joined: joinedWords,
  split: splitWord,
};
const PREFIX_SHARE = 0.6;
/** Half of the queries ask for books of the better known tenth. */
const HEAD_SHARE = 0.1;

/**
 * Queries for books of a catalogue that somebody might know, the same for the same seed. A title is taken without
 * its last parentheses. Right answers are all books with the same folded title, and with the same first author where
 * the query names it.
 *
 * @param known books to ask for
 * @param catalogue all books, among which right answers are looked for
 * @param perKind queries of each kind
 */
export function knownItemQueries(
  known: readonly KnownBook[],
  catalogue: Iterable<KnownBook>,
  perKind: number,
  seed: number,
): JudgedQuery[] {
  const random = seededRandom(seed);
  const ranked = known
    .filter(({ title }) => mainKey(title).length >= 2)
    .toSorted((a, b) => b.readers - a.readers || (a.id < b.id ? -1 : 1));
  if (ranked.length === 0) return [];
  const headSize = Math.max(1, Math.floor(ranked.length * HEAD_SHARE));
  const drawn: { kind: QueryKind; book: KnownBook; query: string }[] = [];
  for (const kind of QUERY_KINDS) {
    // Some books have no query of a kind, such as a split of a title of short words.
    for (let tries = 0, made = 0; made < perKind && tries < perKind * 20; tries += 1) {
      const isHead = made % 2 === 0 || headSize === ranked.length;
      const place = isHead
        ? randomBelow(random, headSize)
        : headSize + randomBelow(random, ranked.length - headSize);
      const book = ranked[place]!;
      const query = queryFor(kind, book, random);
      if (query === undefined) continue;
      drawn.push({ kind, book, query });
      made += 1;
    }
  }
  const wanted = new Set(drawn.map(({ book }) => mainKey(book.title)));
  const byTitle = new Map<string, { id: string; author: string }[]>();
  for (const { id, title, authors } of catalogue) {
    const key = mainKey(title);
    if (!wanted.has(key)) continue;
    const twins = byTitle.get(key) ?? [];
    twins.push({ id, author: foldedKey(authors[0] ?? '') });
    byTitle.set(key, twins);
  }
  return drawn.map(({ kind, book, query }) => {
    const twins = byTitle.get(mainKey(book.title)) ?? [];
    const author = foldedKey(book.authors[0] ?? '');
    const right = kind === 'title_author' ? twins.filter((twin) => twin.author === author) : twins;
    return { kind, query, relevant: right.map(({ id }) => id) };
  });
}

function mainKey(title: string): string {
  return foldedKey(splitTitle(title).main);
}

function queryFor(
  kind: QueryKind,
  { title, authors }: KnownBook,
  random: () => number,
): string | undefined {
  const { main } = splitTitle(title);
  const words = foldedWords(main);
  if (kind === 'exact') return main;
  if (kind === 'title_author') {
    const lastName = foldedWords(authors[0] ?? '').at(-1);
    return lastName === undefined ? undefined : `${main} ${lastName}`;
  }
  if (kind === 'prefix60') {
    const text = words.join(' ');
    return text.length < 5 ? undefined : text.slice(0, Math.ceil(text.length * PREFIX_SHARE));
  }
  return FAULTS[kind]?.(words, random)?.join(' ');
}

/** One word of a known title, as long as it is one that somebody would search for. */
export function oneWordOf({ title }: KnownBook, random: () => number): string | undefined {
  const words = foldedWords(splitTitle(title).main).filter((word) => word.length >= 3);
  return words.length === 0 ? undefined : pick(random, words);
}
