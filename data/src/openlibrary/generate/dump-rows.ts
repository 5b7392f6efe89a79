import { isbn10FromIsbn13, isbn13FromIsbn10 } from '@books/domain/isbn';
import { formatKey, type EntityKind } from '../rows/keys.ts';

const CREATED = '2009-12-11T01:57:19.964652';

/** Values of JSON; Open Library's dumps escape what is not ASCII. */
export type Fields = Readonly<Record<string, unknown>>;

export type RowOptions = {
  readonly revision?: number;
  /** Day and time of the last change. */
  readonly modified?: string;
  /** What stands in the first column. */
  readonly type?: string;
};

/** A line of a dump: five columns, the last one the record. */
export function dumpRow(
  kind: EntityKind,
  number: number,
  fields: Fields,
  {
    revision = 3,
    modified = '2020-04-28T06:54:19.472104',
    type = `/type/${kind}`,
  }: RowOptions = {},
): string {
  const key = formatKey(kind, number);
  const record = {
    ...fields,
    created: { type: '/type/datetime', value: CREATED },
    last_modified: { type: '/type/datetime', value: modified },
    latest_revision: revision,
    key,
    type: { key: type },
    revision,
  };
  return `${type}\t${key}\t${revision}\t${modified}\t${asciiJson(record)}\n`;
}

export function redirectRow(
  kind: EntityKind,
  from: number,
  to: number,
  options: RowOptions = {},
): string {
  const location = formatKey(kind, to);
  return dumpRow(kind, from, { location }, { ...options, type: '/type/redirect' });
}

export function deletionRow(kind: EntityKind, number: number, revision: number): string {
  return dumpRow(kind, number, {}, { revision, type: '/type/delete' });
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A line of the ratings dump. */
export function ratingRow(work: number, score: number | string, day = '2021-03-04'): string {
  return `${formatKey('work', work)}\t\t${score}\t${day}\n`;
}

export const authorRole = (author: number) => ({
  author: { key: formatKey('author', author) },
  type: { key: '/type/author_role' },
});

/** The ISBN-13 of an edition; another one for every number below a thousand million. */
export function isbnOf(edition: number): string {
  // Any last character will do: the conversion looks at the first nine.
  return isbn13FromIsbn10(`${String(edition % 1e9).padStart(9, '0')}0`);
}

export function isbn10Of(edition: number): string {
  const isbn10 = isbn10FromIsbn13(isbnOf(edition));
  if (isbn10 === undefined) throw new Error('the 978 range has an ISBN-10 for each');
  return isbn10;
}
