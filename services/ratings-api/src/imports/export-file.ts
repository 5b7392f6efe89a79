import { DomainError } from '@books/domain/errors';
import { parseIsbn } from '@books/domain/isbn';
import { MAX_ROW_TEXT } from '@books/domain/reader-import';
import { z } from 'zod';
import { readFileDate } from './file-date.ts';
import { readFileRating } from './file-rating.ts';
import type { UnnumberedRow } from './goodreads-file.ts';

/** JSON is read whole before it is understood; some 100,000 ratings are so long. */
const LONGEST_TEXT = 32 * 1024 * 1024;

/** What is needed of an export; rows are looked at one by one. */
const ExportFile = z.looseObject({ ratings: z.array(z.unknown()) });

const Rated = z.looseObject({
  book_id: z.string().max(64).optional(),
  title: z.string().optional(),
  authors: z.array(z.string()).optional(),
  isbn_13: z.array(z.string()).optional(),
  rating: z.number(),
  timestamp: z.string().optional(),
});

/**
 * The ratings of our own JSON export.
 *
 * @throws DomainError invalid_request when it is none, too_large when it is too long to be read whole
 */
export async function* readExportFile(
  start: string,
  source: AsyncIterator<string>,
  now: Date,
): AsyncIterable<UnnumberedRow> {
  let text = start;
  for (;;) {
    const { value, done } = await source.next();
    if (done) break;
    text += value;
    if (text.length > LONGEST_TEXT) {
      throw new DomainError('too_large', 'a JSON export may have 32 MB: send the CSV export');
    }
  }
  const { ratings } = parseExport(text);
  for (const [index, rating] of ratings.entries()) yield rowOf(rating, index + 1, now);
}

function parseExport(text: string): z.infer<typeof ExportFile> {
  try {
    return ExportFile.parse(JSON.parse(text));
  } catch (cause) {
    const detail = 'the file is not our JSON export: it must be an object with a list of ratings';
    throw new DomainError('invalid_request', detail, { cause });
  }
}

/** @param line place among the ratings, since JSON has no lines */
function rowOf(value: unknown, line: number, now: Date): UnnumberedRow {
  const rated = Rated.safeParse(value);
  if (!rated.success) return { line, outcome: 'invalid', notes: ['it is no rating of an export'] };
  const { book_id: givenBookId, title, authors, isbn_13: isbns, rating, timestamp } = rated.data;
  const read = readFileRating(String(rating));
  const ratedAtMs = timestamp === undefined ? undefined : readFileDate(timestamp, now);
  const note = 'fault' in read ? read.fault : 'stars' in read ? read.note : undefined;
  return {
    line,
    outcome: 'stars' in read ? 'waiting' : 'none' in read ? 'no_rating' : 'invalid',
    ...(givenBookId !== undefined && { givenBookId }),
    ...(title !== undefined && { title: title.slice(0, MAX_ROW_TEXT) }),
    ...(authors && { authors: authors.slice(0, 5).map((name) => name.slice(0, 100)) }),
    ...(isbns && { isbns: isbns.slice(0, 10).flatMap((isbn) => parseIsbn(isbn) ?? []) }),
    ...('stars' in read && { stars: read.stars }),
    ...(ratedAtMs !== undefined && { ratedAtMs }),
    ...(note !== undefined && { notes: [note] }),
  };
}
