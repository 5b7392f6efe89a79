import { Matrix } from 'ml-matrix';
import { bookCount, userCount, type RatingMatrix } from '../rating-matrix.ts';

/**
 * The original's way: a dense matrix of all ratings, the cosine of one row with all, and the weighted sum of all rows.
 *
 * @returns answers with the scores of all books for a row, worked out anew each time
 */
export function createDenseUserCosine(matrix: RatingMatrix): (row: number) => Float64Array {
  const ratings = Matrix.zeros(userCount(matrix), bookCount(matrix));
  for (let user = 0; user < ratings.rows; user += 1) {
    for (let i = matrix.userStarts[user]!; i < matrix.userStarts[user + 1]!; i += 1) {
      ratings.set(user, matrix.userBooks[i]!, matrix.userHalfStars[i]! / 2);
    }
  }
  const norms = Array.from({ length: ratings.rows }, (_, user) =>
    Math.sqrt(ratings.getRow(user).reduce((sum, stars) => sum + stars ** 2, 0)),
  );
  return (row) => {
    const reader = ratings.getRowVector(row).transpose();
    const similarities = ratings.mmul(reader);
    norms.forEach((norm, user) => {
      const cosine = similarities.get(user, 0) / (norm * norms[row]!);
      similarities.set(user, 0, user === row ? 0 : cosine);
    });
    return Float64Array.from(ratings.transpose().mmul(similarities).getColumn(0));
  };
}
