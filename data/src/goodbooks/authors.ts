import type { Author } from '@books/domain/book';
import { tidyText } from './text.ts';

const MARKS = /\p{M}+/gu;
const APOSTROPHES = /['\u2018\u2019\u02bc`]/g;
const WORDS = /[\p{L}\p{N}]+/gu;

/**
 * The stable id of an author known by name only: "J.K. Rowling" and "J. K.  Rowling" are `gb:a:j-k-rowling`. Case,
 * diacritics, punctuation and blanks make no difference; letters of other scripts are kept. It has a folding of its
 * own, apart from the search index's, since ids must not change when search learns something new.
 *
 * @returns `undefined` for a name without a letter or digit
 */
export function authorId(name: string): string | undefined {
  const words = name
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(APOSTROPHES, '')
    .toLowerCase()
    .match(WORDS);
  return words === null ? undefined : `gb:a:${words.join('-').normalize('NFC')}`;
}

/**
 * The authors of a book from one text with `, ` between the names, in order. A name that occurs twice is kept once;
 * what is no name is left out.
 */
export function parseAuthors(text: string): Author[] {
  const byId = new Map<string, Author>();
  for (const part of text.split(',')) {
    const author_name = tidyText(part);
    const author_id = authorId(author_name);
    if (author_id === undefined || byId.has(author_id)) continue;
    byId.set(author_id, { author_id, author_name });
  }
  return [...byId.values()];
}
