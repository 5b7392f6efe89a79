import type { BulkLoader } from '@books/storage/bulk-loader';

/** A store that is always empty and keeps nothing: to check files without filling anything. */
export const DISCARDING_LOADER: BulkLoader = {
  isEmpty: async () => true,
  clear: async () => {},
  putBooks: async () => {},
  putAliases: async () => {},
  putRatings: async () => {},
  finish: async () => {},
};
