import type { Source } from '@books/data/load/source';
import type { UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';

/**
 * The ratings of the first readers of a source that is sorted by reader, as the sample is. The rest is not read.
 *
 * @param count how many readers; more than there are gives all
 */
export function ratingsOfFirstReaders(ratings: Source<Rating>, count: number): Source<Rating> {
  return async () => takeReaders(await ratings(), count);
}

async function* takeReaders(
  batches: Awaited<ReturnType<Source<Rating>>>,
  count: number,
): Awaited<ReturnType<Source<Rating>>> {
  const readers = new Set<UserId>();
  for await (const batch of batches) {
    const rows = batch.rows.filter(({ value: { userId } }) => {
      if (readers.size < count) readers.add(userId);
      return readers.has(userId);
    });
    const fractionRead = Math.max(batch.fractionRead, readers.size / count);
    yield { ...batch, rows, fractionRead };
    if (rows.length < batch.rows.length) return;
  }
}
