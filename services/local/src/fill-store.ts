import { booksFile } from '@books/data/load/books-file';
import { loadInto } from '@books/data/load/load-into';
import type { ProgressDisplay } from '@books/data/load/progress';
import { ratingsFile } from '@books/data/load/ratings-file';
import type { Store } from '@books/storage/store';

/** Ratings of the bundled data have no time of their own: they take that of the data set. */
const SAMPLE_RATED_AT = new Date('2017-09-01T00:00:00Z');

export type FillStoreOptions = {
  readonly booksPath: string;
  readonly ratingsPath: string;
  readonly progress: ProgressDisplay;
};

/** Loads books and ratings into a new store. @returns how many there are */
export async function fillStore(
  store: Store,
  { booksPath, ratingsPath, progress }: FillStoreOptions,
): Promise<{ books: number; ratings: number; leftOut: number }> {
  try {
    const { books, ratings } = await loadInto({
      loader: store.loader,
      books: booksFile(booksPath),
      ratings: ratingsFile(ratingsPath, { undatedAt: SAMPLE_RATED_AT }),
      onProgress: progress.show,
    });
    return {
      books: books.loaded,
      ratings: ratings.loaded,
      leftOut: books.rejected + ratings.rejected,
    };
  } finally {
    progress.stop();
  }
}
