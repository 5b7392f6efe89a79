import { objectionsTo } from '@books/recommender/model-gate';
import { smokeTest } from '@books/recommender/model-smoke';
import { decodePublishedModel } from '@books/recommender/published-model';
import type { TrainedModel } from '@books/recommender/train-model';
import type { ModelStore } from '@books/storage/model-store';

/** What speaks against publishing a model, in sentences: from reading and asking it, and from how it was judged. */
export async function objectionsToModel(
  models: ModelStore,
  { bytes, quality }: Pick<TrainedModel, 'bytes' | 'quality'>,
): Promise<string[]> {
  const objections = smokeTest(bytes);
  // A model that nobody judged is the first one: there is nothing that it could be worse than.
  if (quality === undefined) return objections;
  return [...objections, ...objectionsTo(quality, await qualityInService(models))];
}

/** A model in service that cannot be read is no measure for the next one. */
async function qualityInService(models: ModelStore): Promise<TrainedModel['quality']> {
  const current = await models.current();
  if (current === undefined) return undefined;
  return models.read(current.version).then(
    (bytes) => decodePublishedModel(bytes).quality,
    () => undefined,
  );
}
