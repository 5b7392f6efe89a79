import { booksFile } from '@books/data/load/books-file';
import { loadInto } from '@books/data/load/load-into';
import type { ProgressDisplay } from '@books/data/progress/progress';
import { ratingsFile } from '@books/data/load/ratings-file';
import { SAMPLE } from '@books/data/sample';
import type { Store } from '@books/storage/store';

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
      ratings: ratingsFile(ratingsPath, { undatedAt: SAMPLE.ratedAt }),
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
