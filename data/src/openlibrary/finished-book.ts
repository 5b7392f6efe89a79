import type { BookInput } from '@books/domain/book';
import { isbn10FromIsbn13 } from '@books/domain/isbn';
import { joinSubjects } from '../clean/subjects.ts';
import type { Draft } from './draft.ts';
import { catalogueId, formatKey } from './rows/keys.ts';
import { parseDraftId } from './spills.ts';

export const SOURCE = 'openlibrary';

export type BookAuthor = { readonly author_id: string; readonly author_name: string };

/** A draft with its id, the place of its row and its authors. */
export type FinishedDraft = {
  readonly id: number;
  readonly place: number;
  readonly draft: Draft;
  readonly authors: readonly BookAuthor[];
};

const MAX_ISBNS = 500;

/** Merges duplicates into the draft that stays: it decides wherever it says anything, the others fill what it lacks. */
export function mergeDrafts(
  kept: FinishedDraft,
  duplicates: readonly FinishedDraft[],
): FinishedDraft {
  if (duplicates.length === 0) return kept;
  const all = [kept, ...duplicates].map(({ draft }) => draft);
  const years = all.flatMap(({ year }) => year ?? []);
  const sumOfRows = (name: keyof Draft['rows']) =>
    all.reduce((sum, { rows }) => sum + rows[name], 0);
  const works = kept.draft.rows.works;
  return {
    ...kept,
    draft: {
      title: kept.draft.title,
      year: years.length === 0 ? null : Math.min(...years),
      isbns: [...new Set(all.flatMap(({ isbns }) => isbns))].slice(0, MAX_ISBNS),
      language: all.find(({ language }) => language !== '')?.language ?? '',
      subjects: joinSubjects(all.map(({ subjects }) => subjects)),
      series: all.find(({ series }) => series !== null)?.series ?? null,
      cover: all.find(({ cover }) => cover > 0)?.cover ?? 0,
      description: all.find(({ description }) => description !== '')?.description ?? '',
      stars: [0, 1, 2, 3, 4].map((i) => all.reduce((sum, { stars }) => sum + stars[i]!, 0)),
      rows: {
        works,
        joined: sumOfRows('joined'),
        ofMissingWork: sumOfRows('ofMissingWork'),
        lone: sumOfRows('lone'),
      },
      aliases: [
        ...kept.draft.aliases,
        ...duplicates.flatMap(({ id, draft }) => [idOf(id), ...draft.aliases]),
      ],
      asOf: kept.draft.asOf,
    },
  };
}

export function idOf(draftId: number): string {
  const { number, kind } = parseDraftId(draftId);
  return catalogueId(kind, number);
}

/** The canonical record of a book, as JSON. */
export function bookLine(
  { id, draft, authors }: FinishedDraft,
  { ratingsAsOf }: { readonly ratingsAsOf: string },
): string {
  const { number, kind } = parseDraftId(id);
  const isbn = draft.isbns.map(isbn10FromIsbn13).find((isbn10) => isbn10 !== undefined);
  const rating = sourceRating(draft.stars, ratingsAsOf);
  const book: BookInput = {
    book_id: catalogueId(kind, number),
    title: draft.title,
    authors: [...authors],
    ...(draft.year !== null && { publication_year: draft.year }),
    ...(isbn !== undefined && { isbn }),
    isbn_13: [...draft.isbns],
    ...(draft.language !== '' && { language: draft.language }),
    subjects: [...draft.subjects],
    ...(draft.series !== null && { series: draft.series }),
    ...(rating !== undefined && { source_rating: rating }),
    ...(draft.cover > 0 && { cover_id: draft.cover }),
    ...(draft.description !== '' && { description: draft.description }),
    provenance: {
      source: SOURCE,
      source_key: formatKey(kind, number),
      ...(draft.asOf !== '' && { as_of: draft.asOf }),
    },
  };
  return JSON.stringify(book);
}

/** Mean, count and histogram of a work's ratings; `undefined` when there are none. */
function sourceRating(stars: readonly number[], asOf: string): BookInput['source_rating'] {
  const count = stars.reduce((sum, n) => sum + n, 0);
  if (count === 0) return undefined;
  const points = stars.reduce((sum, n, i) => sum + n * (i + 1), 0);
  const [one = 0, two = 0, three = 0, four = 0, five = 0] = stars;
  return {
    average: Math.round((points / count) * 1000) / 1000,
    count,
    histogram: { 1: one, 2: two, 3: three, 4: four, 5: five },
    source: SOURCE,
    as_of: asOf,
  };
}
