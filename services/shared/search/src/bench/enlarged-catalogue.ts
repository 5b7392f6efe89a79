import { BookId } from '@books/domain/ids';
import type { CatalogueLine } from '../evaluate/catalogue-line.ts';
import { pick, randomBelow, seededRandom } from '../evaluate/random.ts';
import { madeUpFigures } from './real-books.ts';
import { createWordInventor } from './word-inventor.ts';

/** How the titles of made-up books come about, and in which shares. */
const HALVES = 0.38;
const REPLACED = 0.3;
const BORROWED = 0.04;

/**
 * Real books and as many made-up ones as it takes, the same for the same seed. Their titles are halves of two real
 * titles (38 %), real ones with one or two words replaced (30 %), real ones under another author (4 %), or one to
 * three real words and an invented one (28 %), so that every real title has near neighbours and the vocabulary grows
 * with the catalogue.
 */
export function* enlargedCatalogue(
  real: readonly CatalogueLine[],
  count: number,
  seed: number,
): Iterable<CatalogueLine> {
  yield* real.slice(0, count);
  if (real.length === 0 || count <= real.length) return;
  const random = seededRandom(seed);
  const vocabulary = [...new Set(real.flatMap(({ title }) => wordsOf(title)))];
  const invent = createWordInventor(vocabulary, random);
  for (let made = real.length; made < count; made += 1) {
    const { authors } = pick(random, real);
    const { subjects, year, language } = pick(random, real);
    yield {
      book_id: BookId.parse(`made:${made}`),
      title: madeUpTitle(real, vocabulary, invent, random),
      authors,
      subjects,
      ...(year === undefined ? {} : { year }),
      ...(language === undefined ? {} : { language }),
      ...madeUpFigures(random),
    };
  }
}

function madeUpTitle(
  real: readonly CatalogueLine[],
  vocabulary: readonly string[],
  invent: () => string,
  random: () => number,
): string {
  const manner = random();
  const words = wordsOf(pick(random, real).title);
  if (manner < HALVES) {
    const others = wordsOf(pick(random, real).title);
    return [
      ...words.slice(0, Math.ceil(words.length / 2)),
      ...others.slice(Math.floor(others.length / 2)),
    ].join(' ');
  }
  if (manner < HALVES + REPLACED) {
    for (let i = 0; i <= randomBelow(random, 2); i += 1) {
      words[randomBelow(random, words.length)] = pick(random, vocabulary);
    }
    return words.join(' ');
  }
  if (manner < HALVES + REPLACED + BORROWED) return words.join(' ');
  const taken = Array.from({ length: 1 + randomBelow(random, 3) }, () => pick(random, vocabulary));
  return taken.toSpliced(randomBelow(random, taken.length + 1), 0, invent()).join(' ');
}

function wordsOf(title: string): string[] {
  return title.split(' ').filter((word) => word !== '');
}
