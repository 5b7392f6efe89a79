import { DomainError } from '@books/domain/errors';
import { parseIsbn } from '@books/domain/isbn';
import { MAX_ROW_TEXT } from '@books/domain/reader-import';
import { JSONParser } from '@streamparser/json';
import { z } from 'zod';
import { NotInterestedInput } from '../routes/not-interested-shapes.ts';
import { readFileDate } from './file-date.ts';
import { readFileRating } from './file-rating.ts';
import type { UnnumberedRow } from './goodreads-file.ts';

/** Text that is understood at once, in characters: between such parts others are served. */
const PART_LENGTH = 65_536;
/** Longest entry, in characters: some hundreds are usual, and what is in one is held until its end. */
const LONGEST_ENTRY = 262_144;

const Rated = z.looseObject({
  book_id: z.string().max(64).optional(),
  title: z.string().optional(),
  authors: z.array(z.string()).optional(),
  isbn_13: z.array(z.string()).optional(),
  rating: z.number(),
  timestamp: z.string().optional(),
});

const NotWanted = NotInterestedInput.extend({ added_at: z.string().optional() });

/**
 * What our own JSON export has: what is not wanted, and the ratings. Entries come as soon as they are there, whatever the
 * length of the file; one that is none of ours is an `invalid` row.
 *
 * @throws DomainError invalid_request when the file is no such export or breaks off, too_large for an entry without end
 */
export async function* readExportFile(
  start: string,
  source: AsyncIterator<string>,
  now: Date,
): AsyncIterable<UnnumberedRow> {
  const parser = new JSONParser({ paths: ['$.not_interested.*', '$.ratings.*'], keepStack: false });
  const entries: { readonly list: unknown; readonly value: unknown }[] = [];
  parser.onValue = ({ value, stack }) => void entries.push({ list: stack.at(-1)?.key, value });
  let line = 0;
  let sinceLastEntry = 0;
  for await (const part of inParts(start, source)) {
    understand(parser, part);
    sinceLastEntry = entries.length === 0 ? sinceLastEntry + part.length : 0;
    if (sinceLastEntry > LONGEST_ENTRY) {
      throw new DomainError('too_large', `an entry may have ${LONGEST_ENTRY} characters`);
    }
    for (const { list, value } of entries.splice(0)) {
      line += 1;
      yield list === 'ratings' ? ratedRow(value, line, now) : notWantedRow(value, line, now);
    }
  }
  if (!parser.isEnded) throw noExport('it breaks off');
  if (line === 0) throw noExport('it has neither ratings nor what is not wanted');
}

async function* inParts(start: string, source: AsyncIterator<string>): AsyncIterable<string> {
  for (let text: string | undefined = start; text !== undefined;) {
    for (let at = 0; at < text.length; at += PART_LENGTH) yield text.slice(at, at + PART_LENGTH);
    const next = await source.next();
    text = next.done ? undefined : next.value;
  }
}

function understand(parser: JSONParser, part: string): void {
  try {
    parser.write(part);
  } catch (cause) {
    throw noExport('it is not JSON', cause);
  }
}

function noExport(why: string, cause?: unknown): DomainError {
  return new DomainError('invalid_request', `the file is not our JSON export: ${why}`, { cause });
}

/** @param line place among the entries, since JSON has no lines */
function notWantedRow(value: unknown, line: number, now: Date): UnnumberedRow {
  const entry = NotWanted.safeParse(value);
  if (!entry.success) return { line, outcome: 'invalid', notes: ['it is no entry of an export'] };
  const { scope, id, added_at: addedAt } = entry.data;
  const addedAtMs = addedAt === undefined ? undefined : readFileDate(addedAt, now);
  return {
    line,
    outcome: 'waiting',
    notInterested: { scope, id, ...(addedAtMs !== undefined && { addedAtMs }) },
  };
}

/** As above. */
function ratedRow(value: unknown, line: number, now: Date): UnnumberedRow {
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
