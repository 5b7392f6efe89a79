import { aBook, aRating } from '@books/domain/testing/builders';
import type { Store } from '@books/storage/store';

/** Ratings that {@link fillWithTwoTastes} stores. */
export const TWO_TASTES_RATINGS = 400;

/** Sixty readers of two tastes over twenty books; the last ten, `r50` to `r59`, rated in the week before 2026-01-10. */
export async function fillWithTwoTastes(store: Store): Promise<void> {
  for (let book = 0; book < 20; book += 1) await store.books.save(aBook({ book_id: `b${book}` }));
  for (let reader = 0; reader < 60; reader += 1) {
    for (let book = reader % 2; book < 20; book += 2) {
      if ((book + reader) % 3 === 0) continue;
      const ratedAt = new Date(reader < 50 ? '2025-06-01' : '2026-01-05');
      await store.ratings.rate(
        aRating({
          userId: `r${reader}`,
          bookId: `b${book}`,
          stars: 4 + ((book + reader) % 3) / 2,
          ratedAt,
        }),
      );
    }
  }
}
