import { join } from 'node:path';
import { startS3Mock, whatS3MockLacks, type S3Mock } from '@books/test-servers/s3-mock';
import { expect, test, vi } from 'vitest';
import { createApi, newReader } from './api.ts';
import { describeOnStack } from './describe-on-stack.ts';

const BUCKET = 'books-files';
const DUNE = 'gb:126';
let s3: S3Mock | undefined;

/** Names of the objects under a prefix, oldest versions first. */
async function objectsUnder(prefix: string): Promise<string[]> {
  const response = await fetch(`${s3?.endpoint}/${BUCKET}?list-type=2&prefix=${prefix}`);
  const keys = (await response.text()).matchAll(/<Key>([^<]*)<\/Key>/g);
  return [...keys].map(([, key = '']) => key);
}

describeOnStack(
  'the product with its files in S3',
  (stack) => {
    const api = () => createApi(stack().baseUrl);
    const indexInService = async () => {
      const response = await fetch(`${stack().instance('search-api').opsUrl}/metrics`);
      const metrics = await response.text();
      return /^books_search_index_info\{version="([^"]*)"/m.exec(metrics)?.[1];
    };

    test('is ready with what the worker put there, and answers from it', async () => {
      expect(await objectsUnder('search-index/')).toContain(
        `search-index/index-${await indexInService()}.bin`,
      );
      expect((await objectsUnder('catalogue/')).length).toBeGreaterThan(0);
      expect((await api().search('dune')).map(({ book_id: id }) => id)).toContain(DUNE);
      const reader = newReader();
      await api().rate(reader, DUNE, 5);
      const { model_version: version } = await api().recommendations(reader);
      const models = await objectsUnder('models/');
      expect(models.some((name) => name.includes(version))).toBe(true);
    });

    test.each(['search-api', 'recommendation-api', 'worker'] as const)(
      'is ready again with a new %s, that fetches what it needs',
      async (name) => {
        const { opsUrl } = stack().instance(name);
        await stack().restart(name);
        expect(stack().instance(name).opsUrl).not.toBe(opsUrl);
        expect((await api().search('dune')).length).toBeGreaterThan(0);
        const { bookIds } = await api().recommendations(newReader());
        expect(bookIds.length).toBeGreaterThan(0);
      },
    );

    // The last: S3 does not come back.
    test('goes on answering while S3 is away, and a changed book is found', async () => {
      await s3?.stop();
      const { book_id: bookId, title } = await api().newBook();
      await vi.waitFor(async () => expect(await api().found(bookId, title)).toBeDefined(), {
        timeout: 60_000,
        interval: 100,
      });
      const { bookIds } = await api().recommendations(newReader());
      expect(bookIds.length).toBeGreaterThan(0);
    });
  },
  {
    lacks: () => [whatS3MockLacks()].filter((sentence) => sentence !== undefined),
    prepare: async (folder) => {
      s3 = await startS3Mock();
      // It believes every caller, so nothing has to be signed here.
      const { ok } = await fetch(`${s3.endpoint}/${BUCKET}`, { method: 'PUT' });
      if (!ok) throw new Error('S3Mock did not make the bucket');
      return {
        objectsAt: `s3://${BUCKET}`,
        environment: { S3_ENDPOINT: s3.endpoint, S3_FILES_DIR: join(folder, 's3-files') },
        stop: s3.stop,
      };
    },
  },
);
