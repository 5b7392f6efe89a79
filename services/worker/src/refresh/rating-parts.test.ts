import { aRating, userId } from '@books/domain/testing/builders';
import { createMemoryObjectStore } from '@books/storage/memory-object-store';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { expect, test } from 'vitest';
import { decodeRatings } from './rating-part-file.ts';
import { createRefreshDrafts } from './refresh-draft.ts';

const ann = aRating({ userId: userId('ann') });
const bob = aRating({ userId: userId('bob') });

function someDrafts() {
  const store = openSqliteStore(':memory:');
  const objects = createMemoryObjectStore();
  const drafts = createRefreshDrafts({ ...store, records: store.system, objects });
  const readersStored = async () => {
    const found: string[] = [];
    for (const name of await objects.names()) {
      const ratings = await decodeRatings((await objects.read(name))!.bytes);
      found.push(...ratings.map((rating) => rating.userId));
    }
    return found;
  };
  return { store, objects, drafts, readersStored };
}

test('an erased reader leaves the parts of a refresh, which goes on with the others', async () => {
  const { drafts, readersStored } = someDrafts();
  const draft = await drafts.open(new Date(1000));
  await draft.saveRatings([ann, bob], '1');
  await draft.saveRatings([ann], '2');
  await drafts.forgetReader(ann.userId);
  expect(await readersStored()).toEqual(['bob']);
  const resumed = await drafts.open(new Date(2000));
  expect(resumed.isResumed).toBe(true);
  expect((await Array.fromAsync(resumed.savedRatings())).flat()).toEqual([bob]);
});

test('a part that is stored after an erasure began holds nothing of the reader', async () => {
  const { store, drafts, readersStored } = someDrafts();
  const draft = await drafts.open(new Date(1000));
  // Read before and stored afterwards, when the erasure has already looked through the parts.
  await store.erasures.begin(ann.userId);
  await drafts.forgetReader(ann.userId);
  await draft.saveRatings([ann, bob], '1');
  expect(await readersStored()).toEqual(['bob']);
});

test('a part that is removed while a reader is taken out of it does not come back', async () => {
  const { store, objects } = someDrafts();
  const drafts = createRefreshDrafts({
    ...store,
    records: store.system,
    objects: {
      ...objects,
      async replace(name, bytes, tag) {
        await objects.remove(name);
        return objects.replace(name, bytes, tag);
      },
    },
  });
  const draft = await drafts.open(new Date(1000));
  await draft.saveRatings([ann, bob], '1');
  await drafts.forgetReader(ann.userId);
  expect(await objects.names()).toEqual([]);
});
