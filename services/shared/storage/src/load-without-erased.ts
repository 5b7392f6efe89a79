import type { BulkLoader } from './bulk-loader.ts';
import type { ErasureRepository } from './erasure-repository.ts';

/** A loader that leaves out what erased readers gave: a load may be of a file or a backup from before. */
export function withoutErased(
  loader: BulkLoader,
  erasures: Pick<ErasureRepository, 'erasedCheck'>,
): BulkLoader {
  let check: ReturnType<ErasureRepository['erasedCheck']> | undefined;
  return {
    ...loader,
    async putRatings(ratings) {
      check ??= erasures.erasedCheck();
      const isErased = await check;
      await loader.putRatings(ratings.filter(({ userId }) => !isErased(userId)));
    },
  };
}
