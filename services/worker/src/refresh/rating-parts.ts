import type { UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import type { ObjectStore } from '@books/storage/object-store';
import { decodeRatings, encodeRatings } from './rating-part-file.ts';

/** Tells whether nothing may be kept about a reader any more. */
export type IsErased = (userId: UserId) => boolean;

export const partNameOf = (version: string, part: number) => `${version}-ratings-${part}.json.gz`;
const PART_NAME = /-ratings-\d+\.json\.gz$/;

/**
 * Stores a part of the ratings without those of erased readers. Looked up when it is stored: an erasure that comes
 * later finds the part, and one that came before is seen.
 */
export async function storePart(
  objects: ObjectStore,
  name: string,
  ratings: readonly Rating[],
  erasedCheck: () => Promise<IsErased>,
): Promise<void> {
  await objects.write(name, await encodeRatings(ratings));
  await forgetInPart(objects, name, await erasedCheck());
}

/** Takes the ratings of erased readers out of all parts, those of refreshes that nobody goes on with as well. */
export async function forgetInParts(objects: ObjectStore, isErased: IsErased): Promise<void> {
  for (const name of await objects.names()) {
    if (PART_NAME.test(name)) await forgetInPart(objects, name, isErased);
  }
}

async function forgetInPart(objects: ObjectStore, name: string, isErased: IsErased): Promise<void> {
  for (;;) {
    const stored = await objects.read(name);
    if (stored === undefined) return;
    const ratings = await decodeRatings(stored.bytes);
    const kept = ratings.filter(({ userId }) => !isErased(userId));
    if (kept.length === ratings.length) return;
    // Conditional, or a part that was removed meanwhile would come back.
    if (await objects.replace(name, await encodeRatings(kept), stored.tag)) return;
  }
}
