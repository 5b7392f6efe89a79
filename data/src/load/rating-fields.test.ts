import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRatingFieldsParser, RATING_COLUMNS, RatingFields } from './rating-fields.ts';

const UNDATED_AT = new Date('2017-09-01');
const parse = createRatingFieldsParser(['user_id', 'book_id', 'rating'], UNDATED_AT);
const parseDated = createRatingFieldsParser(RATING_COLUMNS, UNDATED_AT);

describe('a row of the ratings file', () => {
  test('is a rating', () => {
    expect(parse(['ann', 'gb:1', '4.5'])).toEqual({
      userId: 'ann',
      bookId: 'gb:1',
      stars: 4.5,
      ratedAt: UNDATED_AT,
    });
  });

  test('has its columns where the header says', () => {
    const parse = createRatingFieldsParser(['rating', 'user_id', 'book_id'], UNDATED_AT);
    expect(parse(['3', 'ann', 'gb:1'])).toMatchObject({ userId: 'ann', bookId: 'gb:1', stars: 3 });
  });

  test.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00.250+02:00', '2026-01-31T07:30:00.250Z'],
    ['', '2017-09-01T00:00:00.000Z'],
  ])('with the time %j was given at %s', (timestamp, ratedAt) => {
    expect(parseDated(['ann', 'gb:1', '4', timestamp])).toMatchObject({
      ratedAt: new Date(ratedAt),
    });
  });

  test.each([
    [['', 'gb:1', '4'], 'user_id "" must not be empty'],
    [['a\u0007n', 'gb:1', '4'], 'user_id "a\\u0007n" must consist of printable characters'],
    [['ann', 'gb 1', '4'], 'book_id "gb 1" must be 1 to 64 letters'],
    [['ann', 'batch', '4'], 'book_id "batch" must not be the reserved word'],
    [['ann', 'gb:1', ''], 'rating "" must be a number such as 4 or 4.5'],
    [['ann', 'gb:1', '0'], 'rating "0" must be at least 1'],
    [['ann', 'gb:1', '5.5'], 'rating "5.5" must be at most 5'],
    [['ann', 'gb:1', '4.2'], 'rating "4.2" must be a multiple of 0.5'],
    [['ann', 'gb:1', '0x4'], 'rating "0x4" must be a number such as 4 or 4.5'],
    [['ann', 'gb:1'], 'has 2 fields instead of 3'],
    [['ann', 'gb:1', '4', 'x'], 'has 4 fields instead of 3'],
  ])('is bad: %j', (fields, reason) => {
    expect(parse(fields)).toEqual({ reason: expect.stringContaining(reason) });
  });

  test.each(['yesterday', '2026-02-30', '2026-01-31T09:30:00'])('has no such time: %s', (time) => {
    expect(parseDated(['ann', 'gb:1', '4', time])).toEqual({
      reason: expect.stringContaining(`timestamp "${time}" must be a date or a time with its zone`),
    });
  });
});

test('rows are judged as the schema judges them, however often their texts recur', () => {
  const text = (usual: readonly string[]) =>
    fc.oneof(fc.constantFrom(...usual), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(
      text(['ann', 'reader-1', '', ' ', 'a\n']),
      text(['gb:1', 'batch', '-', 'x'.repeat(65)]),
      text(['1', '4.5', '4.0', '5', '5.5', '0', '4.25', '1e0', ' 4']),
      text(['', '2026-01-31', '2026-13-01', '2026-01-31T09:30:00Z']),
      (user_id, book_id, rating, timestamp) => {
        const bySchema = RatingFields.safeParse({ user_id, book_id, rating, timestamp }).data;
        const parsed = parseDated([user_id, book_id, rating, timestamp]);
        expect('reason' in parsed ? undefined : parsed).toEqual(
          bySchema && {
            userId: bySchema.user_id,
            bookId: bySchema.book_id,
            stars: bySchema.rating,
            ratedAt: bySchema.timestamp ?? UNDATED_AT,
          },
        );
      },
    ),
  );
});
