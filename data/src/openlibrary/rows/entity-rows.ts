import type { Series } from '@books/domain/book';
import { parseLanguage } from '@books/domain/language';
import { parseSeriesTitle } from '@books/domain/title';
import { readIsbn, type IsbnFinding } from '../../clean/isbns.ts';
import { cleanName, type NameFinding } from '../../clean/person-names.ts';
import { parsePublicationYear } from '../../clean/publication-year.ts';
import { readSeries } from '../../clean/series.ts';
import { createSubjectReader } from '../../clean/subjects.ts';
import { cleanLine, cleanParagraphs } from '../../clean/text.ts';
import { cleanTitle, joinTitle, type TitleFinding } from '../../clean/titles.ts';
import { readAuthorReferences, type ReferenceFinding } from './author-references.ts';
import { type JsonObject, isObject, listOf, referenceOf, textOf, textsOf } from './json-fields.ts';
import { numberOfKey } from './keys.ts';

export type RowFinding =
  | TitleFinding
  | NameFinding
  | IsbnFinding
  | ReferenceFinding
  | 'title missing'
  | 'date that is not a plain year'
  | 'date without a year'
  | 'description as object'
  | 'placeholder cover'
  | 'unknown language'
  | 'several works'
  | 'many subjects'
  | 'isbn in the wrong field';

/** What a work's row says, cleaned. Empty texts and lists and zeros stand for what it does not say. */
export type WorkFields = {
  readonly title: string;
  readonly authors: readonly number[];
  readonly year: number | undefined;
  readonly subjects: readonly string[];
  readonly series: Series | undefined;
  readonly cover: number;
  readonly description: string;
};

export type EditionFields = WorkFields & {
  readonly work: number;
  readonly isbns: readonly string[];
  readonly language: string;
};

const LONGEST_TITLE = 1000;
const LONGEST_NAME = 300;
const LONGEST_DESCRIPTION = 20_000;
const MAX_ISBNS = 50;
// Books are announced some years ahead.
const YEARS_AHEAD = 3;
const EARLIEST_LAST_YEAR = 2008;
// Readers' notes about other editions follow a ruler.
const AFTER_RULER = /\n-{4,}\n.*$/s;
const LINK_TARGETS = /\n?\[\d+\]: ?https?:\S+/g;
const SOURCE_NOTE = /\(\[source\]\[\d+\]\.?\)/gi;

/**
 * Reads the rows of a dump. One reader serves one thread, since it remembers subject headings.
 *
 * @param onFinding told of everything that was mended or could not be used
 */
export function createRowReader(
  onFinding: (finding: RowFinding) => void,
  { withDescriptions }: { readonly withDescriptions: boolean },
) {
  const readSubjects = createSubjectReader(onFinding);

  const readTitle = (record: JsonObject): { title: string; series?: Series } => {
    const prefix = textOf(record['title_prefix']);
    const own = textOf(record['title']);
    const main = cleanTitle(prefix === '' ? own : `${prefix.trim()} ${own}`, onFinding);
    if (main === '') {
      onFinding('title missing');
      return { title: '' };
    }
    const subtitle = cleanTitle(textOf(record['subtitle']), onFinding);
    const parsed = main.endsWith(')') ? parseSeriesTitle(main) : { title: main };
    return { ...parsed, title: joinTitle(parsed.title, subtitle).slice(0, LONGEST_TITLE).trim() };
  };

  const readYear = (text: string, modifiedYear: number): number | undefined => {
    if (text === '') return undefined;
    const lastYear = Math.max(modifiedYear, EARLIEST_LAST_YEAR) + YEARS_AHEAD;
    const year = parsePublicationYear(text, lastYear);
    if (year === undefined) onFinding('date without a year');
    else if (text.length !== 4) onFinding('date that is not a plain year');
    return year;
  };

  const readDescription = (value: unknown): string => {
    if (!withDescriptions || value === undefined) return '';
    if (isObject(value)) onFinding('description as object');
    return cleanParagraphs(textOf(value), onFinding)
      .replace(AFTER_RULER, '')
      .replace(LINK_TARGETS, '')
      .replace(SOURCE_NOTE, '')
      .trim()
      .slice(0, LONGEST_DESCRIPTION)
      .trim();
  };

  const readCover = (value: unknown): number => {
    for (const cover of listOf(value)) {
      if (typeof cover === 'number' && Number.isInteger(cover) && cover > 0) return cover;
      onFinding('placeholder cover');
    }
    return 0;
  };

  const readIsbns = (record: JsonObject): string[] => {
    const isbns: string[] = [];
    for (const field of ['isbn_13', 'isbn_10', 'isbn'] as const) {
      for (const text of textsOf(record[field])) {
        const isbn = readIsbn(text, onFinding);
        if (isbn === undefined) continue;
        if (field === 'isbn_10' && text.replace(/[^\dXx]/g, '').length === 13) {
          onFinding('isbn in the wrong field');
        }
        if (!isbns.includes(isbn) && isbns.length < MAX_ISBNS) isbns.push(isbn);
      }
    }
    return isbns;
  };

  const readLanguage = (record: JsonObject): string => {
    for (const entry of listOf(record['languages'])) {
      const key = referenceOf(entry);
      if (typeof key !== 'string') continue;
      const language = parseLanguage(key.slice(key.lastIndexOf('/') + 1));
      if (language !== undefined) return language;
      onFinding('unknown language');
    }
    return '';
  };

  const readCommon = (record: JsonObject, date: string, modifiedYear: number): WorkFields => {
    const { title, series } = readTitle(record);
    const statements = record['series'];
    return {
      title,
      authors: readAuthorReferences(record['authors'], onFinding),
      year: readYear(date, modifiedYear),
      subjects: readSubjects(textsOf(record['subjects'])),
      series:
        series ??
        (statements === undefined ? undefined : readSeries(textsOf(statements), onFinding)),
      cover: record['covers'] === undefined ? 0 : readCover(record['covers']),
      description: readDescription(record['description']),
    };
  };

  return {
    work: (record: JsonObject, modifiedYear: number): WorkFields =>
      readCommon(record, textOf(record['first_publish_date']), modifiedYear),

    edition: (record: JsonObject, modifiedYear: number): EditionFields => {
      const works = listOf(record['works']);
      if (works.length > 1) onFinding('several works');
      return {
        ...readCommon(record, textOf(record['publish_date']), modifiedYear),
        work: numberOfKey(referenceOf(works[0]), 'work'),
        isbns: readIsbns(record),
        language: readLanguage(record),
      };
    },

    /** The author's name; empty when the row has none. */
    author: (record: JsonObject): string => {
      const name = cleanName(textOf(record['name']), onFinding);
      const personal = name === '' ? cleanName(textOf(record['personal_name']), onFinding) : name;
      return cleanLine(personal.slice(0, LONGEST_NAME));
    },
  };
}

export type RowReader = ReturnType<typeof createRowReader>;
