import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMemoryBulkLoader } from '../testing/memory-bulk-loader.ts';
import { temporaryDirectory, type TemporaryDirectory } from '../testing/temporary-directory.ts';
import { runLoadCommand } from './load-command.ts';

const BOOKS = '{"book_id":"b1","title":"Dune"}\n{"book_id":"b2","title":"Emma"}\n';
const NOON = new Date('2026-01-31T12:00:00Z');

/** The command at a terminal of its own: an empty store, and what was printed. */
function aTerminal() {
  const loader = createMemoryBulkLoader();
  const stop = new AbortController();
  const openedStores: string[] = [];
  const printed = { output: '', errors: '', closedStores: 0 };
  const run = (...words: string[]): Promise<number> =>
    runLoadCommand(words, {
      openStore: async (path) => {
        openedStores.push(path);
        return { loader, close: async () => void (printed.closedStores += 1) };
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
    expect(openedStores).toEqual(['shop.sqlite']);
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
});

describe('the arguments', () => {
  const files = ['--books', 'b', '--ratings', 'r'];

  test.each([
    ['no catalogue', ['--ratings', 'r', '--to', 'sqlite'], '--books is missing'],
    ['no ratings', ['--books', 'b', '--to', 'sqlite'], '--ratings is missing'],
    ['no store', files, '--to is missing'],
    ['another store', [...files, '--to', 'excel'], '--to must be sqlite or dynamodb, not excel'],
    ['DynamoDB', [...files, '--to', 'dynamodb'], 'comes with the DynamoDB adapters'],
    ['a typo', ['--book', 'b'], "Unknown option '--book'"],
    ['no such day', [...files, '--to', 'sqlite', '--undated-at', 'May'], '--undated-at must be'],
  ])('with %s end with 2 and a hint', async (_fault, words, message) => {
    const { run, openedStores, printed } = aTerminal();
    expect(await run(...words)).toBe(2);
    expect(printed.errors).toContain(message);
    expect(openedStores).toEqual([]);
  });

  test('--help shows the usage', async () => {
    const { run, printed } = aTerminal();
    expect(await run('--help')).toBe(0);
    expect(printed.output).toMatch(/npm run load -- --books FILE/);
  });
});
