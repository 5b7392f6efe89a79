import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DomainError } from '@books/domain/errors';
import { aBook, aRating } from '@books/domain/testing/builders';
import { SearchIndex } from '@books/search-index/search-index';
import { readSnapshot } from '@books/search-index/snapshot';
import { describe, expect, test } from 'vitest';
import { createMemoryBooks, createMemoryBulkLoader } from '../testing/memory-bulk-loader.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../testing/temporary-directory.ts';
import type { LoadTarget } from './arguments.ts';
import { runLoadCommand } from './load-command.ts';

const BOOKS = '{"book_id":"b1","title":"Dune"}\n{"book_id":"b2","title":"Emma"}\n';
const NOON = new Date('2026-01-31T12:00:00Z');

/** The command at a terminal of its own: an empty store, and what was printed. */
function aTerminal() {
  const loader = createMemoryBulkLoader();
  const books = createMemoryBooks(loader);
  const stop = new AbortController();
  const openedStores: LoadTarget[] = [];
  const printed = { output: '', errors: '', closedStores: 0 };
  const run = (...words: string[]): Promise<number> =>
    runLoadCommand(words, {
      openStore: async (target) => {
        openedStores.push(target);
        return { loader, books, close: async () => void (printed.closedStores += 1) };
      },
      createProgress: () => ({ show: () => {}, stop: () => {} }),
      writeOutput: (text) => (printed.output += text),
      writeError: (text) => (printed.errors += text),
      now: () => NOON,
      signal: stop.signal,
    });
  return { run, loader, stop, openedStores, printed };
}

async function someFiles(ratings = 'user_id,book_id,rating\nann,b1,5\n'): Promise<{
  readonly directory: TemporaryDirectory;
  readonly words: readonly string[];
}> {
  const directory = await temporaryDirectory();
  const booksPath = await directory.write('books.jsonl', BOOKS);
  const ratingsPath = await directory.write('ratings.csv', ratings);
  return {
    directory,
    words: ['--books', booksPath, '--ratings', ratingsPath, '--to', 'sqlite'],
  };
}

describe('npm run load', () => {
  test('fills the store and says what it loaded', async () => {
    const { run, loader, openedStores, printed } = aTerminal();
    const { words } = await someFiles();
    expect(await run(...words, '--database', 'shop.sqlite')).toBe(0);
    expect(printed.output).toBe('Loaded 2 of 2 books and 1 of 1 ratings in 0.0 s.\n');
    expect(openedStores).toEqual([{ store: 'sqlite', databasePath: 'shop.sqlite' }]);
    expect(printed.closedStores).toBe(1);
    expect(loader.ratings.get('ann b1')?.ratedAt).toEqual(NOON);
  });

  test('dates ratings without a time as it is told', async () => {
    const { run, loader } = aTerminal();
    const { words } = await someFiles();
    expect(await run(...words, '--undated-at', '2017-09-01')).toBe(0);
    expect(loader.ratings.get('ann b1')?.ratedAt).toEqual(new Date('2017-09-01'));
  });

  test('succeeds with bad rows, shows the first 20 and writes all to the file asked for', async () => {
    const { run, printed } = aTerminal();
    const { directory, words } = await someFiles(
      `user_id,book_id,rating\n${'ann,b1,6\n'.repeat(21)}`,
    );
    const badRowsPath = join(directory.path, 'bad.txt');
    expect(await run(...words, '--bad-rows', badRowsPath)).toBe(0);

    const lines = printed.output.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'Loaded 2 of 2 books and 0 of 21 ratings in 0.0 s.',
      '21 rows were left out:',
    ]);
    expect(lines[2]).toBe(
      `  ${join(directory.path, 'ratings.csv')}:2: rating "6" must be at most 5`,
    );
    expect(lines.slice(22)).toEqual(['  and 1 more', `All of them are in ${badRowsPath}.`]);
    const written = (await readFile(badRowsPath, 'utf8')).trimEnd().split('\n');
    expect(written).toHaveLength(21);
    expect(written[20]).toMatch(/ratings\.csv:22: rating "6" must be at most 5$/);
  });

  test('refuses a store that is not empty, unless it is to be replaced', async () => {
    const { run, printed } = aTerminal();
    const { words } = await someFiles();
    await run(...words);
    expect(await run(...words)).toBe(1);
    expect(printed.errors).toBe(
      'the store already holds books or ratings; --replace removes what it holds first\n',
    );
    expect(await run(...words, '--replace')).toBe(0);
    expect(printed.closedStores).toBe(3);
  });

  test('names a file that is missing', async () => {
    const { run, printed } = aTerminal();
    expect(await run('--books', '/nowhere/b', '--ratings', 'r', '--to', 'sqlite')).toBe(1);
    expect(printed.errors).toBe('there is no file /nowhere/b\n');
    expect(printed.closedStores).toBe(1);
  });

  test('says why a store cannot be filled', async () => {
    const { run, loader, printed } = aTerminal();
    const { words } = await someFiles();
    loader.isEmpty = async () => {
      throw new DomainError('internal_error', 'the store refused Scan', {
        cause: new Error('there is no such table'),
      });
    };
    expect(await run(...words)).toBe(1);
    expect(printed.errors).toBe('the store refused Scan: there is no such table\n');
  });

  test('ends with 130 when it is interrupted, and says how to go on', async () => {
    const { run, stop, printed } = aTerminal();
    const { words } = await someFiles();
    stop.abort();
    expect(await run(...words)).toBe(130);
    expect(printed.errors).toMatch(
      /store is incomplete: run the same command again with --replace/,
    );
    expect(printed.closedStores).toBe(1);
  });

  test('says that an interrupted load into DynamoDB goes on without --replace', async () => {
    const { run, stop, printed } = aTerminal();
    const { words } = await someFiles();
    stop.abort();
    expect(await run(...words.slice(0, -1), 'dynamodb')).toBe(130);
    expect(printed.errors).toMatch(/again, without --replace, to go on/);
  });
});

describe('the arguments', () => {
  const files = ['--books', 'b', '--ratings', 'r'];

  test.each([
    ['no catalogue', ['--ratings', 'r', '--to', 'sqlite'], '--books is missing'],
    ['no store', files, '--to is missing'],
    ['another store', [...files, '--to', 'excel'], 'search-index or opensearch, not excel'],
    [
      'an option of the other store',
      [...files, '--to', 'sqlite', '--max-wcu', '5'],
      '--max-wcu is not for --to sqlite',
    ],
    [
      'a file for DynamoDB',
      [...files, '--to', 'dynamodb', '--database', 'x'],
      '--database is not for --to dynamodb',
    ],
    [
      'no number of units',
      [...files, '--to', 'dynamodb', '--max-wcu', '0'],
      '--max-wcu must be a whole number',
    ],
    [
      'half an endpoint',
      [...files, '--to', 'dynamodb', '--endpoint', 'localhost:8800'],
      '--endpoint must be a URL',
    ],
    ['a typo', ['--book', 'b'], "Unknown option '--book'"],
    ['no such day', [...files, '--to', 'sqlite', '--undated-at', 'May'], '--undated-at must be'],
  ])('with %s end with 2 and a hint', async (_fault, words, message) => {
    const { run, openedStores, printed } = aTerminal();
    expect(await run(...words)).toBe(2);
    expect(printed.errors).toContain(message);
    expect(openedStores).toEqual([]);
  });

  test('say how to reach and spare DynamoDB', async () => {
    const { run, openedStores } = aTerminal();
    const { words } = await someFiles();
    const toDynamo = [...words.slice(0, -1), 'dynamodb'];
    const options = ['--create-tables', '--endpoint', 'http://127.0.0.1:8800', '--max-wcu', '500'];
    await run(...toDynamo);
    await run(...toDynamo, ...options);
    expect(openedStores).toEqual([
      { store: 'dynamodb', endpoint: undefined, maxWriteUnits: undefined, createsTables: false },
      {
        store: 'dynamodb',
        endpoint: 'http://127.0.0.1:8800',
        maxWriteUnits: 500,
        createsTables: true,
      },
    ]);
  });

  test('--help shows the usage', async () => {
    const { run, printed } = aTerminal();
    expect(await run('--help')).toBe(0);
    expect(printed.output).toMatch(/npm run load -- --books FILE/);
  });
});

describe('npm run load with aliases', () => {
  async function someMoreFiles() {
    const { directory } = await someFiles();
    const books = await directory.write('books.jsonl', BOOKS);
    const aliases = await directory.write(
      'aliases.csv',
      'alias,book_id\nb3,b1\nb4,b9\nb2,b1\n,b1\n',
    );
    return { directory, words: ['--books', books, '--aliases', aliases] };
  }

  test('loads books without ratings, and leaves out aliases that lead nowhere', async () => {
    const { run, loader, printed } = aTerminal();
    const { words } = await someMoreFiles();
    expect(await run(...words, '--to', 'sqlite')).toBe(0);
    expect([...loader.aliases]).toEqual([['b3', 'b1']]);
    const [summary, , ...reasons] = printed.output.trimEnd().split('\n');
    expect(summary).toBe('Loaded 2 of 2 books, 1 of 4 aliases and 0 of 0 ratings in 0.0 s.');
    expect(reasons.map((line) => line.split(/:\d+: /)[1])).toEqual([
      'there is no book b9',
      'b2 is a book itself',
      'alias must be 1 to 64 letters, digits, ".", "_", ":" or "-"',
    ]);
  });

  test('brings a store that is not empty up to date, twice with the same result', async () => {
    const { run, loader, printed } = aTerminal();
    const { words } = await someMoreFiles();
    await loader.putBooks([aBook({ book_id: 'b1', title: 'Dunes' }), aBook({ book_id: 'b3' })]);
    await loader.putRatings([aRating({ bookId: 'b1' })]);
    for (const _ of [1, 2]) {
      expect(await run(...words, '--to', 'sqlite', '--update')).toBe(0);
      expect([...loader.books.values()].map((book) => book.title)).toEqual(['Dune']);
      expect(Object.fromEntries(loader.aliases)).toEqual({ b3: 'b1', b2: 'b1' });
      expect(loader.ratings.size).toBe(1);
    }
    expect(printed.output).toContain('Loaded 2 of 2 books, 2 of 4 aliases');
  });

  test('checks the files and changes nothing when it runs dry', async () => {
    const { run, loader, openedStores, printed } = aTerminal();
    const { words } = await someMoreFiles();
    expect(await run(...words, '--to', 'dynamodb', '--dry-run')).toBe(0);
    expect(openedStores).toEqual([]);
    expect(loader.books.size).toBe(0);
    expect(printed.output).toContain('Would load 2 of 2 books, 1 of 4 aliases');
  });
});

describe('npm run load into a file', () => {
  const DUNE = {
    book_id: 'b1',
    title: 'Dune',
    authors: [{ author_name: 'Frank Herbert' }],
    source_rating: { average: 4.2, count: 10, source: 'x', as_of: '2026-01-01' },
  };

  test('builds an index that search can load', async () => {
    const { run, printed } = aTerminal();
    const directory = await temporaryDirectory();
    const books = await directory.write('books.jsonl', `${JSON.stringify(DUNE)}\n`);
    const path = join(directory.path, 'index.bin');
    const words = ['--books', books, '--to', 'search-index', '--file', path];
    expect(await run(...words)).toBe(0);
    expect(printed.output).toBe(`Wrote ${path} with 1 books in 0.0 s.\n`);
    expect(new SearchIndex(readSnapshot(path)).find('b1')).toMatchObject({
      title: 'Dune',
      authors: ['Frank Herbert'],
      rating: 4.2,
      ratingsCount: 10,
    });
  });

  test('writes the bulk format of OpenSearch', async () => {
    const { run } = aTerminal();
    const directory = await temporaryDirectory();
    const books = await directory.write('books.jsonl', `${JSON.stringify(DUNE)}\n`);
    const path = join(directory.path, 'bulk.ndjson.gz');
    const words = ['--books', books, '--to', 'opensearch', '--file', path, '--index', 'shop'];
    expect(await run(...words)).toBe(0);
    const text = gunzipSync(await readFile(path)).toString();
    expect(text.endsWith('\n')).toBe(true);
    const [action, document] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(action).toEqual({ index: { _index: 'shop', _id: 'b1' } });
    expect(document).toMatchObject({ id: 'b1', title: 'Dune', rating: 4.2, popularity: 10 });
  });

  test.each([
    [['--to', 'opensearch'], '--file is missing'],
    [
      ['--to', 'search-index', '--file', 'x', '--index', 'y'],
      '--index is not for --to search-index',
    ],
    [['--to', 'opensearch', '--file', 'x', '--ratings', 'y'], '--to opensearch takes books only'],
    [['--to', 'sqlite', '--file', 'x'], '--file is not for --to sqlite'],
    [['--to', 'sqlite', '--update', '--replace'], '--update goes neither'],
    [['--to', 'shelf'], '--to must be sqlite, dynamodb, search-index or opensearch, not shelf'],
  ])('explains %j', async (words, message) => {
    const { run, printed } = aTerminal();
    expect(await run('--books', 'b', ...words)).toBe(2);
    expect(printed.errors).toContain(message);
  });
});
