import fc from 'fast-check';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { createCandidateSearch, emptyCandidates } from './item-candidates.ts';
import type { ItemRidgeParameters } from './item-ridge-parameters.ts';
import { createRidgeSolver, emptyLinkWeights } from './item-ridge-solver.ts';
import { bookCount, userCount, type RatingMatrix } from './rating-matrix.ts';
import { aMatrix, matrixOf, someRatings } from './testing/ratings.ts';

const plain: ItemRidgeParameters = {
  neighbourCount: 100,
  shrinkage: 1,
  relativeShrinkage: 0,
  similarityPrior: 0,
  activityDamping: 0,
  readerEmphasis: 0,
  popularityDamping: 0,
  likingPower: 0,
  targetPower: 0,
  profilePower: 0,
};

/** Weight of the link from each book to each other, by rows of the book it leads to. */
function linksOf(matrix: RatingMatrix, parameters: ItemRidgeParameters): number[][] {
  const candidates = emptyCandidates(matrix, 12);
  const weights = emptyLinkWeights(candidates);
  const books = bookCount(matrix);
  createCandidateSearch(matrix)(0, books, candidates);
  createRidgeSolver(matrix, parameters)(0, books, candidates, weights);
  return Array.from({ length: books }, (_, target) => {
    const row = Array.from({ length: books }, () => 0);
    for (let p = 0; p < candidates.counts[target]!; p += 1) {
      const at = target * candidates.width + p;
      row[candidates.books[at]!] = weights[at]!;
    }
    return row;
  });
}

/** The same by the textbook: dense matrices and ml-matrix. */
function denseLinks(matrix: RatingMatrix, parameters: ItemRidgeParameters): number[][] {
  const users = userCount(matrix);
  const books = bookCount(matrix);
  const stars = Matrix.zeros(users, books);
  for (let user = 0; user < users; user += 1) {
    for (let i = matrix.userStarts[user]!; i < matrix.userStarts[user + 1]!; i += 1) {
      stars.set(user, matrix.userBooks[i]!, matrix.userHalfStars[i]! / 2);
    }
  }
  const given = stars.to1DArray().filter((value) => value > 0);
  const likedShare = given.filter((value) => value >= 4).length / given.length || 1;
  return Array.from({ length: books }, (_, target) => {
    const readers = stars.getColumn(target);
    const isCandidate = (book: number) =>
      book !== target && readers.some((given, user) => given > 0 && stars.get(user, book) > 0);
    const candidates = Array.from({ length: books }, (_, book) => book).filter(isCandidate);
    const row = Array.from({ length: books }, () => 0);
    if (candidates.length === 0) return row;
    const importance = readers.map((given, user) => {
      const length = stars.getRow(user).filter((value) => value > 0).length;
      const plain = length ** -parameters.activityDamping;
      return given > 0 ? plain * (1 + parameters.readerEmphasis) : plain;
    });
    const x = Matrix.zeros(users, candidates.length);
    candidates.forEach((book, p) => {
      for (let user = 0; user < users; user += 1) x.set(user, p, stars.get(user, book) > 0 ? 1 : 0);
    });
    const y = readers.map((given) => (given > 0 ? (given / 5) ** parameters.targetPower : 0));
    const weighted = x.clone().mulColumnVector(importance);
    const gram = x.transpose().mmul(weighted);
    const right = weighted.transpose().mmul(Matrix.columnVector(y));
    const ofReaders = sum(importance.filter((_, user) => readers[user]! > 0));
    candidates.forEach((_, p) => {
      const diagonal = gram.get(p, p);
      const pull = diagonal * parameters.relativeShrinkage + parameters.shrinkage;
      gram.set(p, p, diagonal + pull);
      const cosine = right.get(p, 0) / Math.sqrt(diagonal * ofReaders);
      right.set(p, 0, right.get(p, 0) + pull * parameters.similarityPrior * cosine);
    });
    const solved = new CholeskyDecomposition(gram).solve(right);
    const count = readers.filter((given) => given > 0).length;
    const likedBy = readers.filter((given) => given >= 4).length;
    const liking = (likedBy + 10 * likedShare) / (count + 10);
    const scale = count ** -parameters.popularityDamping * liking ** parameters.likingPower;
    candidates.forEach((book, p) => {
      row[book] = solved.get(p, 0) * scale;
    });
    return row;
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the ridge regression of a book', () => {
  test('gives the weights worked out by hand', () => {
    // b has 2 readers, 1 of them with a: w = 1 / (2 + 1); a has 1 reader, who has b: w = 1 / (1 + 1).
    const links = linksOf(aMatrix({ ann: { a: 5, b: 5 }, bob: { b: 5 } }), plain);
    expect(links[0]![1]).toBeCloseTo(1 / 3, 6);
    expect(links[1]![0]).toBeCloseTo(1 / 2, 6);
  });

  test('draws links of few readers to the similarity of the books', () => {
    // b has 2 readers, 1 of them with a: cosine 1 / sqrt(1 x 2), and hardly any evidence beside the pull of 1e9.
    const drawn = { ...plain, shrinkage: 1e9, similarityPrior: 0.5 };
    const links = linksOf(aMatrix({ ann: { a: 5, b: 5 }, bob: { b: 5 } }), drawn);
    expect(links[0]![1]).toBeCloseTo(0.5 / Math.SQRT2, 6);
    expect(links[1]![0]).toBeCloseTo(0.5 / Math.SQRT2, 6);
  });

  test('gives heavier links to books that are liked', () => {
    const shelves = { ann: { a: 5, b: 5, c: 2 }, bob: { a: 5, b: 5, c: 2 } };
    const [toA, , toC] = linksOf(aMatrix(shelves), { ...plain, likingPower: 1 });
    // 4 of 6 ratings are 4 and more: (2 + 10 x 2/3) / 12 for a against (0 + 10 x 2/3) / 12 for c.
    expect(toA![1]! / toC![1]!).toBeCloseTo((2 + 20 / 3) / (20 / 3), 5);
  });

  test('agrees with the dense computation by ml-matrix', () => {
    const parameters: ItemRidgeParameters = {
      neighbourCount: 100,
      shrinkage: 0.7,
      relativeShrinkage: 0.3,
      similarityPrior: 0.6,
      activityDamping: 0.4,
      readerEmphasis: 0.5,
      popularityDamping: 0.2,
      likingPower: 0.5,
      targetPower: 0.5,
      profilePower: 0,
    };
    fc.assert(
      fc.property(someRatings, (rows) => {
        const matrix = matrixOf(rows);
        const dense = denseLinks(matrix, parameters);
        linksOf(matrix, parameters).forEach((row, target) => {
          // The weights are kept as 32-bit numbers.
          row.forEach((weight, source) => expect(weight).toBeCloseTo(dense[target]![source]!, 6));
        });
      }),
    );
  });

  test('looks at no more candidates than it may', () => {
    const matrix = aMatrix({ ann: { a: 5, b: 5, c: 5 }, bob: { a: 5, b: 5 } });
    const [toA] = linksOf(matrix, { ...plain, neighbourCount: 1 });
    expect(toA!.filter((weight) => weight !== 0)).toHaveLength(1);
  });
});
