import { DomainError } from '@books/domain/errors';
import type { IndexedProfile } from './indexed-profile.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { createItemRidgeScorer } from './item-ridge.ts';
import { bookCount, findUser, type RatingMatrix } from './rating-matrix.ts';
import type { Recommender } from './recommender.ts';
import { addScore, clearScores, createScoreBoard, type ScoreBoard } from './score-board.ts';
import { createScoredRecommender } from './scored-recommender.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { createUserCosineScorer, type UserCosineParameters } from './user-cosine.ts';

/**
 * Item ridge and user cosine together.
 *
 * The score is that of item-ridge plus `userCosineWeight` times that of user-cosine, and so are the addends. The weight
 * is fixed when tuning, not for each reader, so that taking a rating away lowers a score by its addend as far as it
 * does in both. The predicted rating is the mean of both, each weighted by its confidence; the confidence is the
 * higher one.
 *
 * @throws DomainError `invalid_request` when model and matrix were not made of the same books
 */
export function createBlend(options: {
  readonly matrix: RatingMatrix;
  readonly model: ItemRidgeModel;
  readonly userCosine: UserCosineParameters;
  /** In units of item-ridge for one of user-cosine, above 0. */
  readonly userCosineWeight: number;
  readonly version: string;
  /** Number of a reader's row when the ids asked with are not those of the matrix. */
  readonly findRow?: ((userId: string) => number) | undefined;
  /** How many of the newest ratings count; 500 where nothing is said. */
  readonly maxProfileLength?: number | undefined;
}): Recommender {
  const { matrix, model, userCosine, userCosineWeight, version } = options;
  const { ids } = model.books;
  if (ids.length !== bookCount(matrix) || ids.some((id, n) => id !== matrix.books.ids[n])) {
    throw new DomainError(
      'invalid_request',
      'the model was not trained on the books of the matrix',
    );
  }
  return createScoredRecommender({
    algorithm: 'blend',
    version,
    books: model.books,
    scorer: createBlendScorer(ids.length, [
      { scorer: createItemRidgeScorer(model), weight: 1 },
      { scorer: createUserCosineScorer(matrix, userCosine), weight: userCosineWeight },
    ]),
    findRow: options.findRow ?? ((userId) => findUser(matrix, userId)),
    maxProfileLength: options.maxProfileLength,
  });
}

export type BlendPart = { readonly scorer: Scorer; readonly weight: number };

/** The weighted sum of scorers of the same books. */
export function createBlendScorer(books: number, parts: readonly BlendPart[]): Scorer {
  const partBoard = createScoreBoard(books);
  const score = (profile: IndexedProfile, board: ScoreBoard, ownRow: number) => {
    const explainers = parts.map(({ scorer, weight }) => {
      const explain = scorer.score(profile, partBoard, ownRow);
      for (let i = 0; i < partBoard.touchedCount; i += 1) {
        const book = partBoard.touched[i]!;
        addScore(board, book, weight * partBoard.scores[book]!);
      }
      clearScores(partBoard);
      return { explain, weight };
    });
    return (asked: Uint32Array): Evidence => {
      const said = explainers.map(({ explain, weight }) => ({ ...explain(asked), weight }));
      return {
        addends: Float64Array.from({ length: asked.length * profile.books.length }, (_, at) =>
          said.reduce((sum, { addends, weight }) => sum + weight * addends[at]!, 0),
        ),
        confidences: Float64Array.from(asked, (_, n) =>
          Math.max(...said.map(({ confidences }) => confidences[n]!)),
        ),
        predictedStars: Float64Array.from(asked, (_, n) => {
          // A little for each, so that parts without any confidence still give their baseline.
          const sure = said.map(({ confidences }) => confidences[n]! + 1e-9);
          const total = sure.reduce((sum, confidence) => sum + confidence, 0);
          return said.reduce(
            (sum, part, p) => sum + (sure[p]! / total) * part.predictedStars[n]!,
            0,
          );
        }),
      };
    };
  };
  return { score };
}
