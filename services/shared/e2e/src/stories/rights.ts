import { unmetRights, unusedGrants } from '@books/infra/policy/unmet-rights';
import type { Statement } from '@books/infra/policy/role-statements';
import type { Stack } from '@books/stack/start-stack';
import { PROCESSES, type ProcessName } from '@books/topology/processes';
import { beforeAll, describe, expect, test } from 'vitest';
import { newReader } from '../api.ts';
import { rightsInFile, rolesFromTemplates } from '../role-check.ts';

/** Rights of code that the stories cannot reach, by process. */
const NOT_PLAYED: Readonly<Partial<Record<ProcessName, readonly RegExp[]>>> = {
  // A book that is merged away between a change and the look at it.
  'search-api': [/^dynamodb:BatchGetItem on .*(books|book_keys)-dev$/],
  // A file that breaks off on its way, whose rows are removed again.
  'ratings-api': [/^dynamodb:BatchWriteItem on .*reader_items-dev$/],
  worker: [
    // Stats that are wrong, which no story makes.
    /^dynamodb:PutItem on .*book_stats-dev$/,
    // A book that was merged away, as above.
    /^dynamodb:BatchGetItem on .*book_keys-dev$/,
  ],
  'recommendation-api': [/^dynamodb:BatchGetItem on .*(books|book_keys)-dev$/],
};

/** To be played last: compares what the processes asked of AWS in all stories with what their roles allow there. */
export function rights(stack: () => Stack): void {
  let roleOf: (process: ProcessName) => readonly Statement[];
  beforeAll(async () => {
    roleOf = await rolesFromTemplates();
    await askForTheRest(stack().baseUrl);
  });

  describe.each(PROCESSES.map(({ name }) => name))('%s', (name) => {
    test('asks for nothing that its role does not allow', async () => {
      const asked = await rightsInFile(stack().rightsPath(name));
      expect(asked.length).toBeGreaterThan(0);
      expect(unmetRights(roleOf(name), asked)).toEqual([]);
    });

    test('would be noticed if its role allowed one table less', async () => {
      const asked = await rightsInFile(stack().rightsPath(name));
      const [first, ...others] = roleOf(name);
      expect(first).toBeDefined();
      expect(unmetRights(others, asked).length).toBeGreaterThan(0);
    });

    test('is allowed nothing that no story needs', async () => {
      const asked = await rightsInFile(stack().rightsPath(name));
      const unused = unusedGrants(roleOf(name), asked);
      const unplayed = NOT_PLAYED[name] ?? [];
      expect(
        unused
          // Files are in a folder here; what S3 is asked is compared in `s3-rights.test.ts`.
          .filter((grant) => !grant.startsWith('s3:'))
          .filter((grant) => !unplayed.some((pattern) => pattern.test(grant))),
      ).toEqual([]);
    });
  });
}

/** What a reader or an administrator seldom does, and no other story. Every answer will do: what counts is what it took. */
async function askForTheRest(baseUrl: string): Promise<void> {
  const reader = newReader();
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(baseUrl + path, {
      method,
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    await response.arrayBuffer();
    expect({ path, isFault: response.status >= 500 }).toEqual({ path, isFault: false });
  };
  await ask('PUT', `/books/e2e:${reader}`, {
    title: 'A book with an ISBN',
    authors: [{ author_name: 'Nobody Else' }],
    isbn_13: ['9780306406157'],
    subjects: [],
  });
  await ask('GET', '/books/e2e:nobody-wrote-it');
  // Books that no other story asks for, so that neither they nor their stats are known already.
  await ask('POST', '/books/batch', { book_ids: ['gb:7001', 'gb:7002', 'e2e:nobody-wrote-it'] });
  await ask('GET', '/books/gb:7003');
  await ask('GET', '/books/gb:7004/ratings');
  // More ratings than fit on the page, which are counted by themselves.
  await ask('POST', '/books/gb:7001/rate', { user_id: reader, rating: 5 });
  await ask('POST', '/books/gb:7002/rate', { user_id: reader, rating: 5 });
  await ask('GET', `/users/${reader}/ratings?limit=1`);
  await ask('POST', '/books/e2e:nobody-wrote-it/rate', { user_id: reader, rating: 5 });
  await ask('GET', '/books/e2e:nobody-wrote-it/ratings');
  await ask('GET', '/books/gb:1/ratings');
  await ask('GET', '/books/gb:1/similar');
  await ask('GET', '/books/e2e:nobody-wrote-it/similar');
  await ask('PUT', `/users/${reader}/not-interested`, { scope: 'author', id: 'Nobody Else' });
  await ask('GET', `/users/${reader}/not-interested`);
  await ask('DELETE', `/users/${reader}/not-interested/author/Nobody%20Else`);
  await ask('GET', `/recommendations/${reader}`);
}
