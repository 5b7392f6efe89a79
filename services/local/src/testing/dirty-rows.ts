import type { Book } from '@books/domain/book';
import { pick, randomBelow } from '@books/search/evaluate/random';

/** What a row of somebody's file says about a book. */
export type FileRow = {
  readonly title: string;
  readonly authors: readonly string[];
  readonly isbns?: readonly string[];
};

/** The book that a row is made from, and where to take numbers and other books. */
export type DirtContext = {
  readonly catalogue: readonly Book[];
  readonly random: () => number;
};

/** Makes a row of a book; `undefined` where the book has nothing to do it to. */
type Dirt = (book: Book, context: DirtContext) => FileRow | undefined;

const namesOf = (book: Book) => book.authors.map(({ author_name: name }) => name);

/** A title as Goodreads writes it. */
export function goodreadsTitle({ title, series }: Book): string {
  if (series === undefined) return title;
  return `${title} (${series.name}${series.volume === undefined ? '' : `, #${series.volume}`})`;
}

const withTitle = (change: (title: string, context: DirtContext) => string): Dirt => {
  return (book, context) => {
    const title = change(goodreadsTitle(book), context);
    return { title, authors: namesOf(book) };
  };
};
const withNames = (change: (name: string) => string): Dirt => {
  return (book) => ({ title: goodreadsTitle(book), authors: namesOf(book).map(change) });
};
const withVolume = (say: (title: string, series: string, volume: number) => string): Dirt => {
  return (book) => {
    const { name, volume } = book.series ?? {};
    if (name === undefined || volume === undefined) return undefined;
    return { title: say(book.title, name, volume), authors: namesOf(book) };
  };
};

function typoIn(text: string, random: () => number): string {
  const at = 1 + randomBelow(random, text.length);
  const letter = pick(random, 'aeiourstln'.split(''));
  return pick(random, [
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + letter + text.slice(at),
    text.slice(0, at) + letter + text.slice(at + 1),
  ]);
}

function anyIsbn(random: () => number): string {
  const digits = `978${Array.from({ length: 9 }, () => randomBelow(random, 10)).join('')}`;
  const sum = digits
    .split('')
    .reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

function givenNames(name: string): { given: string[]; family: string } {
  const words = name.split(' ');
  return { given: words.slice(0, -1), family: words.at(-1) ?? '' };
}

function withInitials(name: string): string {
  const { given, family } = givenNames(name);
  return [...given.map((word) => `${word[0]}.`), family].join(' ');
}

function familyNameFirst(name: string): string {
  const { given, family } = givenNames(name);
  return given.length === 0 ? name : `${family}, ${given.join(' ')}`;
}

function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
}

/** Ways in which files say the same book otherwise. None of these rows may be taken for another one. */
export const SAME_BOOK: Readonly<Record<string, Dirt>> = {
  'as it is': withTitle((title) => title),
  'without an author': (book) => ({ title: goodreadsTitle(book), authors: [] }),
  'first author only': (book) => ({ title: book.title, authors: namesOf(book).slice(0, 1) }),
  'initials of authors': withNames(withInitials),
  'family name first': withNames(familyNameFirst),
  'subtitle cut': (book, { catalogue }) =>
    shortened(book, book.title.split(/[:;(]| - /, 1)[0]!.trim(), catalogue),
  'title cut at 28 letters': (book, { catalogue }) =>
    shortened(book, book.title.slice(0, 28).trim(), catalogue),
  'subtitle added': (book, { random }) => ({
    title: `${book.title}: ${pick(random, ['A Memoir', 'Poems', 'A Story of Love and War'])}`,
    authors: namesOf(book),
  }),
  'series before the title': withVolume((title, series, volume) => `${series} ${volume}: ${title}`),
  'series as a book number': withVolume(
    (title, series, volume) => `${title} (${series} Book ${volume})`,
  ),
  'series after a dash': withVolume((title, series, volume) => `${title} - ${series} #${volume}`),
  'series without its number': withVolume((title, series) => `${title} (${series})`),
  'name of an edition': (book, { random }) => {
    const editions = [' (Paperback)', ': Deluxe Edition', ' [Large Print]', ' (Signet Classics)'];
    return { title: book.title + pick(random, editions), authors: namesOf(book) };
  },
  'article at the end': (book) => {
    const [, article, rest] = /^(The|A|An) (.*)$/.exec(book.title) ?? [];
    return rest === undefined
      ? undefined
      : { title: `${rest}, ${article}`, authors: namesOf(book) };
  },
  'ISBN of an edition that is not there': (book, { random }) => ({
    title: goodreadsTitle(book),
    authors: namesOf(book),
    isbns: [anyIsbn(random)],
  }),
  'ISBN of any other book': (book, { catalogue, random }) => {
    const other = pick(random, catalogue);
    if (other === book) return undefined;
    return { title: goodreadsTitle(book), authors: namesOf(book), isbns: other.isbn_13 };
  },
  'ISBN of another book of the author': (book, { catalogue, random }) => {
    const [author] = namesOf(book);
    const others = catalogue.filter((other) => other !== book && namesOf(other)[0] === author);
    if (others.length === 0) return undefined;
    const { isbn_13: isbns } = pick(random, others);
    return { title: goodreadsTitle(book), authors: namesOf(book), isbns };
  },
  capitals: withTitle((title) => title.toUpperCase()),
  'decomposed letters': withTitle((title) => title.normalize('NFD')),
  'full-width letters': withTitle(fullWidth),
  'typographic marks': withTitle((title) =>
    title.replaceAll("'", '’').replaceAll('-', '–').replaceAll(' ', '\u00a0'),
  ),
  'marks of HTML': withTitle((title) =>
    title.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;'),
  ),
  'two typing faults': withTitle((title, { random }) => typoIn(typoIn(title, random), random)),
  'a typing fault in the author': (book, { random }) => ({
    title: goodreadsTitle(book),
    authors: namesOf(book).map((name) => typoIn(name, random)),
  }),
};

const SEQUELS =
  ', Vol. 2| 2| II| Volume Two|: Part Two| Part 2| (Volume 2)| #2|, Book 2| Again| Returns|: The Sequel| (2)| Bd. 2';
const DERIVED =
  'Summary of *|*: A Study Guide|The * Companion|The Art of *|*: The Graphic Novel|* Coloring Book|* Journal|* Cookbook|* Sampler|*: Excerpt|A Guide to *|* Workbook|*: The Screenplay|The Annotated *|More *';

/** Books that the catalogue does not have, as near to one that it has as can be. None of these rows may be taken for any. */
export const ANOTHER_BOOK: Readonly<Record<string, Dirt>> = {
  'a box of several volumes': (book, { catalogue, random }) => {
    const isBoxItself = book.series !== undefined && book.series.volume === undefined;
    if (isBoxItself) return undefined;
    const series = book.series?.name ?? book.title;
    const titles = [
      `${series} Boxed Set (${series}, #1-3)`,
      `${book.title} (${series}, #1-4)`,
      `${book.title} Box Set`,
      `${series}: The Complete Trilogy`,
      `${book.title} / ${pick(random, catalogue).title}`,
      `${book.title} and ${pick(random, catalogue).title}`,
    ];
    return notThere({ title: pick(random, titles), authors: namesOf(book) }, catalogue);
  },
  'another volume in the brackets': ({ title, series, ...book }, { catalogue, random }) => {
    if (series?.volume === undefined) return undefined;
    const volume = series.volume + pick(random, [1, 10, 0.5]);
    const isThere = catalogue.some(
      (other) => other.series?.name === series.name && (other.series.volume ?? volume) === volume,
    );
    if (isThere) return undefined;
    const authors = book.authors.map(({ author_name: name }) => name);
    return { title: `${title} (${series.name}, #${volume})`, authors };
  },
  'another volume in the title': (book, { random }) => {
    const number = /\b(vol\.?|volume|book|part|no\.?) ?(\d+|one|two|three|i+)\b/i.exec(book.title);
    if (number === null) return undefined;
    const other = pick(random, ['27', '31', 'Nineteen', 'XIV', '40']);
    const title = book.title.replace(number[0], `${number[1]} ${other}`);
    return { title, authors: namesOf(book) };
  },
  'a sequel': (book, { catalogue, random }) =>
    notThere(
      { title: book.title + pick(random, SEQUELS.split('|')), authors: namesOf(book) },
      catalogue,
    ),
  'a book about it': (book, { catalogue, random }) => {
    const authors = pick(random, [namesOf(book), ['Somebody Else', ...namesOf(book)]]);
    const title = pick(random, DERIVED.split('|')).replace('*', () => book.title);
    return notThere({ title, authors }, catalogue);
  },
  'its title by somebody else': (book, { catalogue, random }) =>
    notThere({ title: goodreadsTitle(book), authors: namesOf(pick(random, catalogue)) }, catalogue),
  'its title by a namesake': (book, { random }) => {
    const { given, family } = givenNames(namesOf(book)[0] ?? '');
    const other = pick(random, ['Agnes', 'Bertram', 'Cuthbert', 'Fenella', 'Zoltan']);
    if (given.length === 0 || other[0] === given[0]![0]) return undefined;
    return { title: goodreadsTitle(book), authors: [`${other} ${family}`] };
  },
  'another word in its title': (book, { catalogue, random }) => {
    const words = book.title.split(' ');
    const at = randomBelow(random, words.length);
    const word = pick(random, pick(random, catalogue).title.split(' '));
    const areWords = [words[at], word].every((text) => /^(?!the$|and$)[a-z]{3,}$/i.test(text!));
    if (!areWords || words.length < 2) return undefined;
    const title = words.with(at, word).join(' ');
    return notThere({ title, authors: namesOf(book) }, catalogue);
  },
  'an unheard-of book with its ISBN': ({ isbn_13: isbns, ...book }, { random }) => {
    if (isbns.length === 0) return undefined;
    const authors = pick(random, [['Quux Plugh'], [book.authors[0]!.author_name]]);
    return { title: pick(random, ['Xyzzy Nights', 'Xyzzy of the Moon']), authors, isbns };
  },
  'a later volume of its series with its ISBN': (book) => {
    const { name, volume } = book.series ?? {};
    if (volume === undefined || book.isbn_13.length === 0) return undefined;
    return { title: `${name} ${volume + 30}`, authors: namesOf(book), isbns: book.isbn_13 };
  },
};

/** A row with less of the title. Where another book has the very name that is left, that is the one which is meant. */
function shortened(book: Book, title: string, catalogue: readonly Book[]): FileRow | undefined {
  const isAnother = catalogue.some((other) => other !== book && other.title === title);
  if (title === book.title || title === '' || isAnother) return undefined;
  return { title, authors: namesOf(book) };
}

/** The row, unless there is such a book after all. */
function notThere(row: FileRow, catalogue: readonly Book[]): FileRow | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const title = plain(row.title);
  const isThere = catalogue.some(
    (book) =>
      [plain(book.title), plain(goodreadsTitle(book))].includes(title) &&
      namesOf(book).some((name) => row.authors.includes(name)),
  );
  return isThere ? undefined : row;
}
