import type { Series } from '@books/domain/book';
import { joinSubjects } from '../clean/subjects.ts';
import type { EditionFields, WorkFields } from './rows/entity-rows.ts';

/** Rows of the input that a book is made of. */
export type RowCounts = {
  /** 1 when the work has a row of its own. */
  readonly works: number;
  /** Editions of such a work. */
  readonly joined: number;
  /** Editions of a work that has no row. */
  readonly ofMissingWork: number;
  /** Editions that name no work. */
  readonly lone: number;
};

/** A book before the names of its authors are known and duplicates are merged. */
export type Draft = {
  readonly title: string;
  readonly year: number | null;
  readonly isbns: readonly string[];
  readonly language: string;
  readonly subjects: readonly string[];
  readonly series: Series | null;
  readonly cover: number;
  readonly description: string;
  /** Number of ratings of 1, 2, 3, 4 and 5 stars. */
  readonly stars: readonly number[];
  readonly rows: RowCounts;
  /** Ids of the catalogue that lead here. */
  readonly aliases: readonly string[];
  /** Day of the last change of the row that it comes from, `yyyy-mm-dd`; empty when it is not known. */
  readonly asOf: string;
};

/** What the editions of a work add to it. */
export type EditionFinding = 'title from an edition' | 'authors from an edition';

// As many as a book of the catalogue may have.
const MAX_ISBNS = 500;

/** What is known of a work from its row and its editions, editions in the order of their numbers. */
export type GatheredWork = {
  readonly work: WorkFields | undefined;
  readonly editions: readonly EditionFields[];
};

/** The authors of a work: those of its row, else those of the first edition that names any. */
export function authorsOf(
  { work, editions }: GatheredWork,
  onFinding: (finding: EditionFinding) => void,
): readonly number[] {
  if (work !== undefined && work.authors.length > 0) return work.authors;
  const authors = editions.find((edition) => edition.authors.length > 0)?.authors ?? [];
  if (work !== undefined && authors.length > 0) onFinding('authors from an edition');
  return authors;
}

/** The fields of a draft that a work and its editions decide; `undefined` when none of them has a title. */
export function describeWork(
  { work, editions }: GatheredWork,
  onFinding: (finding: EditionFinding) => void,
): Omit<Draft, 'stars' | 'rows' | 'aliases' | 'asOf'> | undefined {
  const records: readonly WorkFields[] = work === undefined ? editions : [work, ...editions];
  const title = records.find((record) => record.title !== '')?.title;
  if (title === undefined) return undefined;
  if (work?.title === '') onFinding('title from an edition');
  return {
    title,
    year: work?.year ?? earliestYear(editions) ?? null,
    isbns: isbnsOf(editions),
    language: mostFrequent(editions.map((edition) => edition.language)),
    subjects:
      work !== undefined && work.subjects.length > 0
        ? work.subjects
        : joinSubjects(editions.map((edition) => edition.subjects)),
    series: seriesOf(records),
    cover: records.find((record) => record.cover > 0)?.cover ?? 0,
    description: records.find((record) => record.description !== '')?.description ?? '',
  };
}

function earliestYear(editions: readonly EditionFields[]): number | undefined {
  let earliest: number | undefined;
  for (const { year } of editions) {
    if (year !== undefined && (earliest === undefined || year < earliest)) earliest = year;
  }
  return earliest;
}

function isbnsOf(editions: readonly EditionFields[]): readonly string[] {
  if (editions.length === 1) return editions[0]!.isbns;
  return [...new Set(editions.flatMap((edition) => edition.isbns))].slice(0, MAX_ISBNS);
}

/** The text that occurs most, of several the first; empty ones do not count. */
function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  let best = '';
  for (const [text, count] of counts) if (count > (counts.get(best) ?? 0)) best = text;
  return best;
}

/** The series that most records name; one that disagrees with itself about the volume loses the volume. */
function seriesOf(records: readonly WorkFields[]): Series | null {
  const all = records.flatMap(({ series }) => series ?? []);
  const [only] = all;
  if (only === undefined) return null;
  if (all.length === 1) return only;
  const name = mostFrequent(all.map((series) => series.name));
  const volumes = new Set(
    all.flatMap((series) => (series.name === name ? (series.volume ?? []) : [])),
  );
  const [volume] = volumes;
  return volumes.size === 1 && volume !== undefined ? { name, volume } : { name };
}
