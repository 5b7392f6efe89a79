import { bookCount, userCount, type RatingMatrix } from './rating-matrix.ts';
import { addScore, type ScoreBoard } from './score-board.ts';
import { createTopList, drain, isWelcome, offer } from './top-list.ts';

/** Votes of average readers, who vote for each book with what a reader gives it on average. */
export type PopularityPull = {
  /** Of all of them together for each book, 0 or more; whoever has not read a book gives it nothing. */
  readonly stars: Float64Array;
  /** Those books that get the most. */
  readonly books: Uint32Array;
};

/** Books that are offered for their popularity alone, at most; whoever needs more asks popularity itself. */
const PULLED_BOOKS = 200;

/**
 * @param readers how many average readers vote; 0 for none
 * @param voteWeights what a vote for a book counts, by book
 */
export function createPopularityPull(
  matrix: RatingMatrix,
  readers: number,
  voteWeights: Float64Array,
): PopularityPull {
  const { bookStarts, bookHalfStars } = matrix;
  const stars = new Float64Array(bookCount(matrix));
  if (readers === 0) return { stars, books: new Uint32Array(0) };
  const best = createTopList(Math.min(PULLED_BOOKS, stars.length));
  for (let book = 0; book < stars.length; book += 1) {
    let halfStars = 0;
    for (let i = bookStarts[book]!; i < bookStarts[book + 1]!; i += 1)
      halfStars += bookHalfStars[i]!;
    stars[book] = (readers * halfStars) / 2 / userCount(matrix);
    const vote = stars[book]! * voteWeights[book]!;
    if (isWelcome(best, book, vote)) offer(best, book, vote);
  }
  return { stars, books: drain(best).indexes };
}

/**
 * Adds the votes, `similarity` for each star, to every book that has a score, and to those that get the most; then
 * multiplies each score by the book's weight. In one pass, since there are thousands of books.
 */
export function weighVotes(
  board: ScoreBoard,
  { stars, books }: PopularityPull,
  similarity: number,
  voteWeights: Float64Array,
): void {
  const { scores, touched } = board;
  for (const book of books) {
    // So that it is looked at below.
    if (scores[book] === 0) addScore(board, book, 0);
  }
  for (let i = 0; i < board.touchedCount; i += 1) {
    const book = touched[i]!;
    scores[book] = (scores[book]! + similarity * stars[book]!) * voteWeights[book]!;
  }
}
