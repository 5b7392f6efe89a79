import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeCatalogueSnapshots } from './catalogue-snapshots.contract.ts';
import { describeFileObjectStore } from './file-object-store.contract.ts';
import { describeIndexSnapshots } from './index-snapshots.contract.ts';
import { describeModelStore } from './model-store.contract.ts';
import { createS3Client } from './s3-client.ts';
import { createS3ObjectStore } from './s3-object-store.ts';
import { describeOnS3 } from './testing/s3-fixture.ts';

describeOnS3('S3', ({ createObjects, createBucket, createClient, createFolder }) => {
  describeFileObjectStore('S3', createObjects);
  describeModelStore('S3', createObjects);
  describeIndexSnapshots('S3', createObjects);
  describeCatalogueSnapshots('S3', createObjects);

  test('keeps apart what has different prefixes in one bucket', async () => {
    const bucket = await createBucket();
    const open = (prefix: string) =>
      createS3ObjectStore({ client: createClient(), bucket, prefix, folder: createFolder() });
    await open('models/').write('a.bin', new TextEncoder().encode('model'));
    expect(await open('indexes/').names()).toEqual([]);
    expect(await open('').names()).toEqual(['models/a.bin']);
  });

  test('keeps the two newest of the files that it opened on this machine', async () => {
    const folder = createFolder();
    const objects = createS3ObjectStore({
      client: createClient(),
      bucket: await createBucket(),
      prefix: '',
      folder,
    });
    for (const name of ['1.bin', '2.bin', '3.bin']) {
      await objects.write(name, new TextEncoder().encode(name));
      await objects.openFile(name);
    }
    expect(readdirSync(folder)).toEqual(['2.bin', '3.bin']);
    expect(await objects.openFile('1.bin')).toBe(join(folder, '1.bin'));
  });

  test('calls a bucket that is not there refused, and not an empty one', async () => {
    const objects = createS3ObjectStore({
      client: createClient(),
      bucket: 'no-such-bucket',
      prefix: '',
      folder: createFolder(),
    });
    await expect(objects.names()).rejects.toMatchObject({ kind: 'internal_error' });
    await expect(objects.read('a.bin')).rejects.toMatchObject({ kind: 'internal_error' });
  });
});

test('says that the store does not answer when nobody listens', async () => {
  const client = createS3Client({
    region: 'us-west-2',
    endpoint: 'http://127.0.0.1:1',
    maxAttempts: 1,
  });
  const objects = createS3ObjectStore({ client, bucket: 'books', prefix: '', folder: 'unused' });
  await expect(objects.read('a.bin')).rejects.toMatchObject({ kind: 'unavailable' });
  client.destroy();
});
