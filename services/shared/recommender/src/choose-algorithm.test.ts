import { expect, test } from 'vitest';
import { findBook } from './book-table.ts';
import { DEFAULT_CHOICE } from './choice.ts';
import { chooseAlgorithm } from './choose-algorithm.ts';
import type { JudgedPart } from './judged-part.ts';
import { findUser } from './rating-matrix.ts';
import { aBookId, aMatrix } from './testing/ratings.ts';

// Whoever has read `a` and more has read `b`.
const newcomers = Array.from({ length: 32 }, (_, n) => `newcomer ${n}`);
const train = aMatrix({
  ...Object.fromEntries(newcomers.map((userId) => [userId, { a: 5 }])),
  ann: { a: 5, b: 5 },
  bob: { a: 5, b: 5, c: 5, d: 5 },
});
const numberOf = (id: string) => findBook(train.books, aBookId(id));

/** Newcomers who look for a book, where popularity has a list for everybody. */
function aPart(wanted: string, popular: readonly string[]): JudgedPart {
  const rows = newcomers.map((userId) => findUser(train, userId));
  const readers = rows.map((row) => ({
    row,
    relevant: new Set([numberOf(wanted)]),
    relevantCount: 1,
  }));
  const part = {
    train,
    popularity: () => Uint32Array.from(popular, numberOf),
    everyone: readers,
    judges: [],
    cosineJudges: [],
    newcomers: {
      readers,
      lengths: rows.map(() => 1),
      positionsByRow: new Map(rows.map((row) => [row, train.userStarts.subarray(row, row + 1)])),
    },
  };
  return { part, model: undefined };
}

const everyone = {
  neighbourCount: Infinity,
  popularityDamping: 0,
  voteDamping: 0,
  popularityPull: 0,
};
/** Puts what hardly anybody has read before what all have. */
const upsideDown = { ...everyone, voteDamping: 5 };
const tuned = { ...DEFAULT_CHOICE, userCosine: upsideDown, shortUserCosine: everyone };

test('newcomers get popularity where user cosine leads them astray', () => {
  const misled = { ...tuned, userCosine: everyone };
  const { choice } = chooseAlgorithm([aPart('c', ['c'])], misled, undefined);
  expect(choice).toMatchObject({ shortAlgorithm: 'popularity', longProfileLength: 5 });
});

test('newcomers get user cosine, by its parameters for short profiles, where it finds what they look for', () => {
  const { choice } = chooseAlgorithm([aPart('b', ['c', 'b'])], tuned, undefined);
  expect(choice).toMatchObject({ shortAlgorithm: 'user-cosine', longProfileLength: 5 });
});

test('too few newcomers decide nothing', () => {
  const { part, model } = aPart('c', ['c']);
  const misled = { ...tuned, userCosine: everyone };
  const { lengths } = part.newcomers;
  const few = { ...part, newcomers: { ...part.newcomers, lengths: lengths.slice(0, 29) } };
  const { choice } = chooseAlgorithm([{ part: few, model }], misled, undefined);
  expect(choice).toMatchObject({ shortAlgorithm: 'user-cosine', longProfileLength: 5 });
});
