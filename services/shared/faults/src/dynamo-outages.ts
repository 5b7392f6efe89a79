import { createApi, newReader } from '@books/e2e/api';
import { BookId, UserId } from '@books/domain/ids';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { openDynamoStore } from '@books/storage/dynamo-store';
import { tableNames } from '@books/storage/tables';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { DynamoFault } from './dynamo-faults.ts';
import type { FaultyStack } from './testing/faulty-stack.ts';

const READERS = 6;
const FAULT_MS = 4000;
const RECOVERY = { timeout: 5000, interval: 50 };
/**
 * Requests to DynamoDB that one of ours may cost at most in the mean, however much is refused: a rating takes four, each
 * sent at most three times by the SDK.
 */
const STORE_REQUESTS_PER_REQUEST = 12;

const BatchAnswer = z.object({ books: z.array(z.unknown()) });

type Asked = { readonly status: number; readonly retryAfter: string | null };

const FAULTS: readonly {
  readonly name: string;
  readonly fault: DynamoFault;
  readonly leastOk: number;
}[] = [
  { name: 'throttles 5 % of all requests', fault: { kind: 'throttle', rate: 0.05 }, leastOk: 0.98 },
  { name: 'throttles 30 % of all requests', fault: { kind: 'throttle', rate: 0.3 }, leastOk: 0.5 },
  { name: 'throttles 80 % of all requests', fault: { kind: 'throttle', rate: 0.8 }, leastOk: 0 },
  { name: 'answers 500 and 503', fault: { kind: 'unavailable', rate: 1 }, leastOk: 0 },
  { name: 'hangs', fault: { kind: 'hang' }, leastOk: 0 },
  { name: 'leaves half of each batch undone', fault: { kind: 'partial' }, leastOk: 1 },
];

export function dynamoOutages(parts: () => FaultyStack): void {
  test.each(FAULTS)(
    'a DynamoDB that $name costs answers, never a 500 and no acknowledged rating',
    async ({ fault, leastOk }) => {
      const { stack, dynamo } = parts();
      const api = createApi(stack.baseUrl);
      const book = await api.newBook();
      const others = await Promise.all(Array.from({ length: 20 }, () => api.newBook()));
      const bookIds = others.map(({ book_id }) => book_id);
      const acknowledged = new Map<string, number>();
      const answers: Asked[] = [];
      const shortBatches: string[] = [];

      const ask = async (method: string, path: string, body?: object) => {
        const response = await fetch(stack.baseUrl + path, {
          method,
          ...(body && {
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
        });
        const asked = { status: response.status, retryAfter: response.headers.get('retry-after') };
        answers.push(asked);
        return { ...asked, text: await response.text() };
      };
      const askForBatch = async () => {
        const { status, text } = await ask('POST', '/books/batch', { book_ids: bookIds });
        if (status === 200 && BatchAnswer.parse(JSON.parse(text)).books.length < bookIds.length) {
          shortBatches.push(text);
        }
      };
      const readOnce = async () => {
        const reader = newReader();
        const stars = 1 + Math.floor(Math.random() * 9) / 2;
        const path = `/books/${book.book_id}/rate`;
        const { status } = await ask('POST', path, { user_id: reader, rating: stars });
        if (status < 300) acknowledged.set(reader, stars);
        await ask('GET', `/books/${book.book_id}`);
        await askForBatch();
        await ask('GET', `/recommendations/${reader}?limit=5`);
        await ask('GET', '/search?q=hobbit');
      };

      const before = total(dynamo.counts());
      dynamo.setFault(fault);
      const endsAtMs = performance.now() + FAULT_MS;
      const readers = Array.from({ length: READERS }, async () => {
        while (performance.now() < endsAtMs) await readOnce();
      });
      await Promise.all(readers);
      const storeRequests = total(dynamo.counts()) - before;
      const okShare = answers.filter(({ status }) => status < 300).length / answers.length;
      process.stdout.write(
        `  ${answers.length} requests, ${Math.round(okShare * 100)} % answered, ${(storeRequests / answers.length).toFixed(2)} store requests each\n`,
      );

      const unexpected = answers.filter(
        ({ status }) => status >= 300 && status !== 429 && status !== 503,
      );
      expect(unexpected).toEqual([]);
      const withoutAdvice = answers.filter(
        ({ status, retryAfter }) => status >= 300 && !retryAfter,
      );
      expect(withoutAdvice).toEqual([]);
      expect(shortBatches).toEqual([]);
      expect(okShare).toBeGreaterThanOrEqual(leastOk);
      expect(storeRequests / answers.length).toBeLessThan(STORE_REQUESTS_PER_REQUEST);

      // No herd: nobody has stored up requests that go out when it is over.
      dynamo.setFault({ kind: 'none' });
      const calm = total(dynamo.counts());
      await sleep(500);
      expect(total(dynamo.counts()) - calm).toBeLessThan(200);
      await vi.waitUntil(async () => {
        const { status } = await ask('GET', `/books/${book.book_id}`);
        return status === 200;
      }, RECOVERY);
      await isStored(parts(), BookId.parse(book.book_id), acknowledged);
    },
  );
}

/** Every acknowledged rating is there, and the stats are those of what is there. */
async function isStored(
  { stack }: FaultyStack,
  bookId: BookId,
  acknowledged: ReadonlyMap<string, number>,
): Promise<void> {
  const client = createDynamoClient({ region: 'us-west-2', endpoint: stack.dynamodbUrl });
  const store = openDynamoStore({ client, tables: tableNames('local') });
  try {
    for (const [reader, stars] of acknowledged) {
      const stored = await store.ratings.find(UserId.parse(reader), bookId);
      expect(stored?.stars).toBe(stars);
    }
    expect(await store.audit.audit(bookId)).toEqual({ outcome: 'equal' });
    const { count } = await store.ratings.stats(bookId);
    expect(count).toBeGreaterThanOrEqual(acknowledged.size);
  } finally {
    await store.close();
  }
}

const total = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
