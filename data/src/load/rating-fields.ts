import { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { Stars } from '@books/domain/stars';
import { z } from 'zod';

const StarsText = z
  .string()
  .regex(/^\d+(?:\.\d+)?$/, 'must be a number such as 4 or 4.5')
  .transform(Number)
  .pipe(Stars);

const TIME_HINT =
  'must be a date or a time with its zone, as in 2026-01-31 or 2026-01-31T09:30:00Z';

/** A day or a time with its zone (ISO 8601), as a point in time. */
export const TimeText = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: TIME_HINT })
  .transform((text) => new Date(text));

const NoTime = z.literal('').transform(() => undefined);

/** A row of the ratings file: what its columns may hold. `timestamp` may be missing or empty. */
export const RatingFields = z.object({
  user_id: UserId,
  book_id: BookId,
  rating: StarsText,
  timestamp: z.union([NoTime, TimeText], { error: TIME_HINT }).optional(),
});

export const RATING_COLUMNS = ['user_id', 'book_id', 'rating', 'timestamp'] as const;
export type RatingColumn = (typeof RATING_COLUMNS)[number];

/** Turns the fields of one row into a rating, or says what is wrong with the first bad one. */
export type RatingFieldsParser = (
  fields: readonly string[],
) => Rating | { readonly reason: string };

type Checked<Value> = { readonly value: Value } | { readonly reason: string };

// Enough for the readers of a stretch of the file; rows come sorted by reader more often than not.
const REMEMBERED_TEXTS = 100_000;
const QUOTED_CHARACTERS = 60;

/**
 * Checks rows by {@link RatingFields}, but each distinct text of a column only once: a million rows hold few distinct
 * ids and scores, and the schema for every row would take longer than all else.
 *
 * @param columns the header of the file
 * @param undatedAt the time of ratings that carry none
 */
export function createRatingFieldsParser(
  columns: readonly RatingColumn[],
  undatedAt: Date,
): RatingFieldsParser {
  const { shape } = RatingFields;
  const checkUser = remembering('user_id', shape.user_id);
  const checkBook = remembering('book_id', shape.book_id);
  const checkStars = remembering('rating', shape.rating);
  const checkTime = remembering('timestamp', shape.timestamp);
  const [userAt, bookAt, starsAt, timeAt] = RATING_COLUMNS.map((name) => columns.indexOf(name));

  return (fields) => {
    if (fields.length !== columns.length) {
      return { reason: `has ${fields.length} fields instead of ${columns.length}` };
    }
    const user = checkUser(fields[userAt!]!);
    if ('reason' in user) return user;
    const book = checkBook(fields[bookAt!]!);
    if ('reason' in book) return book;
    const stars = checkStars(fields[starsAt!]!);
    if ('reason' in stars) return stars;
    const time = timeAt === -1 ? undefined : checkTime(fields[timeAt!]!);
    if (time !== undefined && 'reason' in time) return time;
    return {
      userId: user.value,
      bookId: book.value,
      stars: stars.value,
      ratedAt: time?.value ?? undatedAt,
    };
  };
}

function remembering<Schema extends z.ZodType>(
  column: RatingColumn,
  schema: Schema,
): (text: string) => Checked<z.output<Schema>> {
  const checkedByText = new Map<string, Checked<z.output<Schema>>>();
  return (text) => {
    let checked = checkedByText.get(text);
    if (checked === undefined) {
      checked = check(column, schema, text);
      if (checkedByText.size >= REMEMBERED_TEXTS) checkedByText.clear();
      checkedByText.set(text, checked);
    }
    return checked;
  };
}

function check<Schema extends z.ZodType>(
  column: RatingColumn,
  schema: Schema,
  text: string,
): Checked<z.output<Schema>> {
  const parsed = schema.safeParse(text);
  if (parsed.success) return { value: parsed.data };
  const quoted = JSON.stringify(text.slice(0, QUOTED_CHARACTERS));
  return { reason: `${column} ${quoted} ${parsed.error.issues[0]?.message}` };
}
