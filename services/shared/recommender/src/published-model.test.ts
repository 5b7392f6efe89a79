import { describe, expect, test } from 'vitest';
import { DEFAULT_CHOICE, type Choice } from './choice.ts';
import { trainItemRidge } from './item-ridge-training.ts';
import { decodePublishedModel, encodePublishedModel } from './published-model.ts';
import { aMatrix } from './testing/ratings.ts';

const matrix = aMatrix({
  ann: { dune: 5, emma: 3 },
  bob: { dune: 4, emma: 2, ulysses: 5 },
  cid: { emma: 4, ulysses: 1 },
});

describe('a published model', () => {
  test('comes back as it was published', async () => {
    const model = await trainItemRidge(matrix, DEFAULT_CHOICE.itemRidge, { threadCount: 1 });
    const choice = { ...DEFAULT_CHOICE, longProfileLength: 3 };
    const decoded = decodePublishedModel(encodePublishedModel({ choice, matrix, model }));
    expect(decoded.choice).toEqual(choice);
    expect(decoded.matrix.books.ids).toEqual(matrix.books.ids);
    expect([...decoded.matrix.userHalfStars]).toEqual([...matrix.userHalfStars]);
    expect([...decoded.model!.linkWeights]).toEqual([...model.linkWeights]);
  });

  test('needs no item model when the choice does without', () => {
    const choice = { ...DEFAULT_CHOICE, algorithm: 'user-cosine' } as const;
    expect(decodePublishedModel(encodePublishedModel({ choice, matrix })).model).toBeUndefined();
  });

  test('of a release without vote damping has none', () => {
    const { voteDamping: _, popularityPull: __, ...userCosine } = DEFAULT_CHOICE.userCosine;
    // What an earlier release wrote, which had no such parameter.
    const choice = { ...DEFAULT_CHOICE, userCosine } as unknown as Choice;
    const decoded = decodePublishedModel(encodePublishedModel({ choice, matrix }));
    expect(decoded.choice.userCosine).toEqual({ ...userCosine, voteDamping: 0, popularityPull: 0 });
  });

  test('is refused when a byte of it is another', () => {
    const bytes = encodePublishedModel({ choice: DEFAULT_CHOICE, matrix });
    bytes[bytes.length - 100]! ^= 1;
    expect(() => decodePublishedModel(bytes)).toThrow('checksum');
  });
});
