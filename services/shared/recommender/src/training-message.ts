import type { RatingMatrix } from './rating-matrix.ts';
import type {
  TrainedModel,
  TrainingFound,
  TrainingStep,
  TrainModelOptions,
} from './train-model.ts';

/** What a training thread is given; the ratings are shared memory and not copied. */
export type TrainingTask = {
  readonly matrix: RatingMatrix;
  readonly options: Omit<TrainModelOptions, 'onProgress' | 'onFound'>;
};

/** What a training thread says: how far it is, what it has found, and at its end the model. */
export type TrainingMessage =
  | { readonly step: TrainingStep; readonly done: number }
  | { readonly found: TrainingFound }
  | { readonly trained: TrainedModel };
