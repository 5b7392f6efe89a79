import { expect, test } from 'vitest';
import { DEFAULT_CHOICE } from './choice.ts';
import type { ItemRidgeModel } from './item-ridge-model.ts';
import { trainItemRidge } from './item-ridge-training.ts';
import { smokeTest } from './model-smoke.ts';
import { encodePublishedModel } from './published-model.ts';
import { aMatrix } from './testing/ratings.ts';

const matrix = aMatrix({
  ann: { dune: 5, emma: 3, persuasion: 4 },
  bob: { dune: 4, emma: 2, ulysses: 5 },
  cid: { emma: 4, ulysses: 1, persuasion: 5 },
});
const model = await trainItemRidge(matrix, DEFAULT_CHOICE.itemRidge, { threadCount: 1 });
const choice = { ...DEFAULT_CHOICE, longProfileLength: 1 };
const bytesOf = (changed: ItemRidgeModel | undefined) =>
  encodePublishedModel({ choice, matrix, model: changed });

test('has nothing against a sound model', () => {
  expect(smokeTest(bytesOf(model))).toEqual([]);
});

test('has nothing against a model without an item model when none is needed', () => {
  const bytes = encodePublishedModel({ choice: { ...choice, algorithm: 'user-cosine' }, matrix });
  expect(smokeTest(bytes)).toEqual([]);
});

test('finds a model whose weights are no numbers', () => {
  const rowScales = model.rowScales.map(() => Number.NaN);
  expect(smokeTest(bytesOf({ ...model, rowScales }))).toEqual(['a link weight is not a number']);
});

test('finds a model that is all zeros', () => {
  const linkWeights = model.linkWeights.map(() => 0);
  expect(smokeTest(bytesOf({ ...model, linkWeights }))).toEqual(['no book has a link to another']);
});

test('finds a model that is missing', () => {
  expect(smokeTest(bytesOf(undefined))).toEqual(['the item model is missing']);
});

test('finds means that are no numbers', () => {
  const bookOffsets = model.baseline.bookOffsets.map(() => Number.NaN);
  const broken = { ...model, baseline: { ...model.baseline, bookOffsets } };
  expect(smokeTest(bytesOf(broken))).toEqual(['a mean rating is not a number']);
});

test('refuses bytes that are no model at all', () => {
  expect(() => smokeTest(new Uint8Array(10))).toThrow('too short');
});
