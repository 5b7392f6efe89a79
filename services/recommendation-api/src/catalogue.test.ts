import { aBook, bookId } from '@books/domain/testing/builders';
import { expect, test } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { createListPreparer } from './routes/prepared-list.ts';
import { UserId } from '@books/domain/ids';

const dune = aBook({ book_id: 'gb:1', title: 'Dune' });
const copy = aBook({ book_id: 'gb:2', title: 'Dune, again' });
const copyOfCopy = aBook({ book_id: 'gb:3', title: 'Dune, once more' });
const [one, two, three] = ['gb:1', 'gb:2', 'gb:3'].map((id) => bookId(id)) as [
  typeof dune.book_id,
  typeof dune.book_id,
  typeof dune.book_id,
];

test('follows one merge after the other', async () => {
  const catalogue = await loadCatalogue([dune, copy, copyOfCopy]);
  catalogue.put(copy, three);
  catalogue.put(dune, two);
  expect(catalogue.get(three)?.bookId).toBe(one);
  expect([...catalogue.all()].map((book) => book.bookId)).toEqual([one]);
});

test('lists an id again that is a book of its own again', async () => {
  const catalogue = await loadCatalogue([dune, copy]);
  catalogue.put(dune, two);
  catalogue.put(copy);
  expect(catalogue.get(two)?.title).toBe('Dune, again');
});

test('a list from before a merge is answered without the book that is none any more', async () => {
  const catalogue = await loadCatalogue([dune, copy]);
  const prepare = createListPreparer(catalogue);
  const list = {
    strategy: 'personal' as const,
    modelVersion: '1',
    generatedAt: '2026-01-10T12:00:00.000Z',
    recommendations: [two, one].map((id) => ({
      bookId: id,
      score: 1,
      predictedRating: 4,
      confidence: 0.5,
      because: [{ bookId: two, weight: 1 }],
    })),
  };
  catalogue.put(dune, two);
  const answer = JSON.stringify(prepare(list, UserId.parse('ann'), 10));
  expect(answer).not.toContain('Dune, again');
  expect(answer.match(/predicted_rating/g)).toHaveLength(1);
});
