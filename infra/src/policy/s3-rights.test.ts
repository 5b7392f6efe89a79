import { writeFileSync } from 'node:fs';
import type { NeededRight } from '@books/storage/needed-rights';
import { createObjectCatalogueSnapshots } from '@books/storage/object-catalogue-snapshots';
import { createObjectIndexSnapshots } from '@books/storage/object-index-snapshots';
import { createObjectModelStore } from '@books/storage/object-model-store';
import { createS3Client } from '@books/storage/s3-client';
import { createS3ObjectStore } from '@books/storage/s3-object-store';
import { describeOnS3 } from '@books/storage/testing/s3-fixture';
import type { ProcessName } from '@books/topology/processes';
import { expect, test } from 'vitest';
import { EXAMPLE_ACCOUNT } from '../templates/resolve.ts';
import { RESOURCES } from '../testing/resources.ts';
import { roleStatements, type Statement } from './role-statements.ts';
import { unmetRights, unusedGrants } from './unmet-rights.ts';

const roles = roleStatements(RESOURCES);
const filesOf = (name: ProcessName): Statement[] =>
  (roles[`book-recommendation-dev-${name}`] ?? []).filter(({ actions }) =>
    actions.every((action) => action.startsWith('s3:')),
  );
/** More than one part of an upload. */
const LARGE_BYTES = 20 * 1024 * 1024;

describeOnS3('rights to files', ({ endpoint, createBucket, createFolder }) => {
  const open = async () => {
    const bucket = await createBucket();
    const parts = (rights: NeededRight[]) => {
      const client = createS3Client({
        region: 'us-west-2',
        endpoint: endpoint(),
        onNeededRight: (right) => void rights.push(right),
      });
      const objects = (prefix: string) =>
        createS3ObjectStore({ client, bucket, prefix, folder: createFolder() });
      return {
        client,
        models: createObjectModelStore(objects('models/')),
        indexes: createObjectIndexSnapshots(objects('search-index/')),
        catalogues: createObjectCatalogueSnapshots(objects('catalogue/')),
      };
    };
    /** What was asked, as it would be of the bucket in AWS. */
    const requested = (rights: readonly NeededRight[]) =>
      rights.map(({ action, resource }) => ({
        action,
        arn: `arn:aws:s3:::${resource.replace(bucket, `book-recommendation-dev-files-${EXAMPLE_ACCOUNT}`)}`,
      }));
    return { parts, requested };
  };
  async function* noBooks() {}
  const facts = { builtAt: new Date('2026-01-01'), loadedAtMs: 0 };

  test('the worker may write, replace and remove what it publishes, and no more than that', async () => {
    const { parts, requested } = await open();
    const rights: NeededRight[] = [];
    const { client, models, indexes, catalogues } = parts(rights);
    for (const version of ['1', '2', '3']) {
      await models.publish(version, new Uint8Array(8), new Date('2026-01-01'));
      await indexes.publish(
        version,
        (path) => writeFileSync(path, new Uint8Array(LARGE_BYTES)),
        facts,
      );
      await catalogues.publish(version, noBooks(), facts);
    }
    await expect(
      indexes.publish('4', () => Promise.reject(new Error('disk full')), facts),
    ).rejects.toThrow('disk full');
    client.destroy();
    const asked = requested(rights);
    expect(unmetRights(filesOf('worker'), asked)).toEqual([]);
    // An upload is given up only when S3 fails in the middle of it.
    expect(
      unusedGrants(filesOf('worker'), asked).filter((grant) => !grant.includes('Abort')),
    ).toEqual([]);
    expect(unmetRights(filesOf('search-api'), asked).length).toBeGreaterThan(0);
  });

  test('readers may read theirs, and each only its own', async () => {
    const { parts, requested } = await open();
    const writer = parts([]);
    await writer.models.publish('1', new Uint8Array(8), new Date('2026-01-01'));
    await writer.indexes.publish('1', (path) => writeFileSync(path, 'index'), facts);
    writer.client.destroy();

    const forModels: NeededRight[] = [];
    const reader = parts(forModels);
    await reader.models.current();
    await reader.models.read('1');
    reader.client.destroy();
    expect(unmetRights(filesOf('recommendation-api'), requested(forModels))).toEqual([]);
    expect(unmetRights(filesOf('search-api'), requested(forModels))).not.toEqual([]);

    const forIndexes: NeededRight[] = [];
    const searcher = parts(forIndexes);
    await searcher.indexes.current();
    await searcher.indexes.open('1');
    searcher.client.destroy();
    expect(unmetRights(filesOf('search-api'), requested(forIndexes))).toEqual([]);
    expect(unmetRights(filesOf('recommendation-api'), requested(forIndexes))).not.toEqual([]);
  });
});
