import { Ledger } from '../../ledger/ledger.ts';
import { formatKey, type EntityKind } from '../rows/keys.ts';
import {
  authorRole,
  dumpRow,
  isbn10Of,
  isbnOf,
  ratingRow,
  type Fields,
  type RowOptions,
} from './dump-rows.ts';
import { descriptionOf, nameOf, subjectsOf, titleOf } from './words.ts';

/** The files of a grown dump. */
export type DumpName = 'works' | 'authors' | 'editions' | 'ratings';

/** Numbers from here on are handed out to what is planted beside the ordinary works and authors. */
const FIRST_EXTRA_NUMBER = 100_000_001;
const LANGUAGES = ['eng', 'eng', 'eng', 'ger', 'fre', 'spa', 'rus', 'jpn'];

/**
 * Collects the rows of a dump and, in the words of the report, what a right conversion makes of them. Whoever plants
 * something says at the same place what is to become of it.
 */
export class Plan {
  readonly ledger = new Ledger();
  readonly #write: (dump: DumpName, row: string) => void;
  readonly #namedAuthors: Uint8Array;
  readonly #authorCount: number;
  #nextNumber = FIRST_EXTRA_NUMBER;
  #nextEdition = 1;
  #books = 0;
  #aliases = 0;

  constructor(authorCount: number, write: (dump: DumpName, row: string) => void) {
    this.#authorCount = authorCount;
    this.#namedAuthors = new Uint8Array(authorCount + 1);
    this.#write = write;
  }

  /** A number that nothing else has. */
  newNumber(): number {
    this.#nextNumber += 1;
    return this.#nextNumber;
  }

  newEdition(): number {
    this.#nextEdition += 1;
    return this.#nextEdition;
  }

  /** One of the ordinary authors, by whom a book is from now on. */
  author(work: number): number {
    const author = this.#ordinaryAuthor(work);
    this.#namedAuthors[author] = 1;
    return author;
  }

  #ordinaryAuthor(work: number): number {
    return 1 + ((work * 7919) % this.#authorCount);
  }

  /** An author of its own, who has a row and a book. */
  ownAuthor(name: string, fields: Fields = {}): number {
    const author = this.newNumber();
    this.row('authors', dumpRow('author', author, { name, ...fields }));
    this.ledger.note('authors', 'kept', 'author of a book');
    return author;
  }

  /** Writes a row that will be read as one of its kind. */
  row(dump: DumpName, row: string, kind: string = dump): void {
    this.ledger.read(kind);
    this.#write(dump, row);
  }

  merged(kind: string, reason: string): void {
    this.ledger.note(kind, 'merged', reason);
  }

  rejected(kind: string, reason: string): void {
    this.ledger.note(kind, 'rejected', reason);
  }

  alias(count = 1): void {
    this.#aliases += count;
  }

  /** A row of a work that becomes a book. */
  work(number: number, fields: Fields = {}, options: RowOptions = {}): void {
    this.row('works', this.workRow(number, fields, options));
    if (!('authors' in fields)) this.author(number);
    this.ledger.note('works', 'kept', 'a book');
    this.#books += 1;
  }

  /** A book that has no work row. */
  bookWithoutWork(): void {
    this.#books += 1;
  }

  /** A row of a work, by one of the ordinary authors unless the fields say otherwise. */
  workRow(number: number, fields: Fields = {}, options: RowOptions = {}): string {
    return dumpRow(
      'work',
      number,
      {
        title: titleOf(number),
        authors: [authorRole(this.#ordinaryAuthor(number))],
        ...ordinaryWorkFields(number),
        ...fields,
      },
      options,
    );
  }

  /** The row of an edition that is joined to a work. */
  edition(work: number, fields: Fields = {}, options: RowOptions = {}): number {
    const edition = this.newEdition();
    this.row('editions', this.editionRow(edition, work, fields, options));
    this.ledger.note('editions', 'kept', 'of a work');
    return edition;
  }

  editionRow(edition: number, work: number, fields: Fields = {}, options: RowOptions = {}): string {
    const works = [{ key: formatKey('work', work) }];
    return dumpRow(
      'edition',
      edition,
      { ...ordinaryEditionFields(edition, work), works, ...fields },
      options,
    );
  }

  rating(work: number, score: number): void {
    this.row('ratings', ratingRow(work, score));
    this.ledger.note('ratings', 'kept', 'counted');
  }

  /** The ordinary authors from one number to before another, after all works have named theirs. */
  writeAuthors(from: number, to: number): void {
    for (let author = from; author < to && author <= this.#authorCount; author += 1) {
      const born = author % 3 === 0 ? { birth_date: String(1850 + (author % 140)) } : {};
      const name = nameOf(author);
      this.row('authors', dumpRow('author', author, { name, personal_name: name, ...born }));
      if (this.#namedAuthors[author] === 1) {
        this.ledger.note('authors', 'kept', 'author of a book');
      } else this.rejected('authors', 'no book names it');
    }
  }

  output(): { readonly books: number; readonly aliases: number } {
    return { books: this.#books, aliases: this.#aliases };
  }
}

export const keyOf = (kind: EntityKind, number: number) => ({ key: formatKey(kind, number) });

function ordinaryWorkFields(number: number): Fields {
  const subjects = subjectsOf(number);
  return {
    ...(subjects.length > 0 && { subjects }),
    ...(number % 5 === 0 && { first_publish_date: String(1900 + (number % 120)) }),
    ...(number % 2 === 0 && { covers: [1_000_000 + (number % 9_000_000)] }),
    ...(number % 20 === 0 && { description: descriptionOf(number) }),
    ...(number % 7 === 0 && { subject_places: ['United States', 'Great Britain'] }),
    ...(number % 9 === 0 && { lc_classifications: ['PS3556.R527 M43 2002'] }),
  };
}

function ordinaryEditionFields(edition: number, work: number): Fields {
  const year = 1930 + (edition % 90);
  const isbns =
    edition % 10 < 7 ? { isbn_13: [isbnOf(edition)], isbn_10: [isbn10Of(edition)] } : {};
  const subjects = subjectsOf(work);
  return {
    publishers: [
      `${nameOf(edition % 9973)
        .split(' ')
        .at(-1)} and Sons`,
    ],
    physical_format: edition % 2 === 0 ? 'Hardcover' : 'Paperback',
    title: titleOf(work),
    ...isbns,
    languages: [{ key: `/languages/${LANGUAGES[work & 7]}` }],
    number_of_pages: 60 + (edition % 700),
    publish_date: String(year),
    publish_places: ['London', 'New York'],
    publish_country: 'enk',
    pagination: `${60 + (edition % 700)} p. ;`,
    identifiers: { goodreads: [String(edition * 3)], librarything: [String(edition)] },
    source_records: [`amazon:${isbn10Of(edition)}`, `bwb:${isbnOf(edition)}`],
    oclc_numbers: [String(edition + 300_000_000)],
    lccn: [String(edition % 100_000_000)],
    notes: { type: '/type/text', value: 'Includes bibliographical references and index.' },
    ...(edition % 3 === 0 && { covers: [2_000_000 + (edition % 9_000_000)] }),
    ...(subjects.length > 0 && { subjects }),
  };
}
