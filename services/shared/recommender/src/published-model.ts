import { DomainError } from '@books/domain/errors';
import { choiceOfAnyRelease, type Choice } from './choice.ts';
import { decodeItemRidge, encodeItemRidge } from './item-ridge-file.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import type { ModelQuality } from './model-gate.ts';
import { decodeRatingMatrix, encodeRatingMatrix } from './rating-matrix-file.ts';
import type { RatingMatrix } from './rating-matrix.ts';
import { decodeSections, encodeSections } from './section-file.ts';

const FILE = { kind: 'RECO', version: 1 };

/** Everything that serving needs, as one file: user cosine works on the matrix, item ridge on the model. */
export type PublishedModel = {
  readonly choice: Choice;
  readonly matrix: RatingMatrix;
  /** Absent when the choice does not need it. */
  readonly model?: ItemRidgeModel | undefined;
  /** Absent for a first model that nobody has judged yet. */
  readonly quality?: ModelQuality | undefined;
};

type Meta = { readonly choice: Choice; readonly quality?: ModelQuality | undefined };

/** The same model gives the same bytes. */
export function encodePublishedModel(published: PublishedModel): Uint8Array<ArrayBuffer> {
  const { choice, matrix, model, quality } = published;
  return encodeSections(
    { ...FILE, meta: { choice, quality } satisfies Meta },
    {
      matrix: encodeRatingMatrix(matrix),
      ...(model && { itemRidge: encodeItemRidge(model) }),
    },
  );
}

/**
 * The model of a file, as views into `bytes`.
 *
 * @throws DomainError `unavailable` when the bytes are not an undamaged file of this version
 */
export function decodePublishedModel(bytes: Uint8Array): PublishedModel {
  const { section, sections, meta } = decodeSections(bytes, FILE);
  const { choice, quality } = metaOf(meta);
  const published = { choice, quality, matrix: decodeRatingMatrix(section('matrix', 'u8')) };
  if (!sections.has('itemRidge')) return published;
  return { ...published, model: decodeItemRidge(section('itemRidge', 'u8')).model };
}

// The checksum of the file vouches for the rest; a choice of another release may lack what has come since.
function metaOf(meta: unknown): Meta {
  const { choice, quality } = meta as Partial<Meta>;
  if (choice === undefined) throw new DomainError('unavailable', 'this model names no choice');
  return { choice: choiceOfAnyRelease(choice), quality };
}
