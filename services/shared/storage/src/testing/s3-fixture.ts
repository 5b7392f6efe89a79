import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import type { FileObjectStore } from '../object-store.ts';
import { createS3Client } from '../s3-client.ts';
import { createS3ObjectStore } from '../s3-object-store.ts';
import { startS3Mock, whatS3MockLacks, type S3Mock } from '@books/test-servers/s3-mock';

export type S3Fixture = {
  readonly endpoint: () => string;
  createClient(): S3Client;
  /** Creates an empty bucket that nobody else uses, and gives its name. */
  createBucket(): Promise<string>;
  /** A folder that is removed after the tests. */
  createFolder(): string;
  /** An empty object store, with the prefix `test/`. */
  createObjects(): Promise<FileObjectStore>;
};

/**
 * Runs tests against one server that speaks S3 and is started for them. Where it cannot run they are skipped under a
 * name that says why; with `CI=true` that is a failure.
 */
export function describeOnS3(name: string, tests: (fixture: S3Fixture) => void) {
  // A JVM on a busy machine takes its time.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 200_000 });
  const lacking = whatS3MockLacks();
  const reason = lacking === undefined ? '' : ` (${lacking})`;
  const isSkipped = lacking !== undefined && process.env['CI'] !== 'true';
  describe.skipIf(isSkipped)(`${name}${reason}`, () => {
    let mock: S3Mock | undefined;
    let buckets = 0;
    const clients: S3Client[] = [];
    const folders: string[] = [];
    beforeAll(async () => {
      mock = await startS3Mock();
    });
    afterAll(async () => {
      for (const client of clients) client.destroy();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
      await mock?.stop();
    });

    const endpoint = () => mock?.endpoint ?? '';
    const createClient = () => {
      const client = createS3Client({ region: 'us-west-2', endpoint: endpoint() });
      clients.push(client);
      return client;
    };
    const createBucket = async () => {
      buckets += 1;
      const bucket = `test-bucket-${buckets}`;
      await createClient().send(new CreateBucketCommand({ Bucket: bucket }));
      return bucket;
    };
    const createFolder = () => {
      const folder = mkdtempSync(join(tmpdir(), 'books-s3-'));
      folders.push(folder);
      return folder;
    };
    tests({
      endpoint,
      createClient,
      createBucket,
      createFolder,
      createObjects: async () =>
        createS3ObjectStore({
          client: createClient(),
          bucket: await createBucket(),
          prefix: 'test/',
          folder: createFolder(),
        }),
    });
  });
}
