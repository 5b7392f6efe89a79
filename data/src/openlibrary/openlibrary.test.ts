import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { total } from '../ledger/ledger.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { authorRole, dumpRow, ratingRow, redirectRow } from './generate/dump-rows.ts';
import {
  growDump,
  readBooks,
  readReport,
  runOpenLibrary,
  type CommandResult,
  textOf,
} from './testing/run-openlibrary.ts';

const FILES = [
  'aliases.csv.gz',
  'books.digests',
  'books.jsonl.gz',
  'left-out.csv.gz',
  'report.json',
  'report.txt',
];

/** Every file of a catalogue as text that can be compared. */
function contentOf(out: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(out).map((name) => [name, readFileSync(join(out, name)).toString('base64')]),
  );
}

/** Runs a conversion of rows given as texts. */
async function convert(
  rows: { works?: string; authors?: string; editions?: string; ratings?: string },
  ...words: readonly string[]
) {
  const directory = await temporaryDirectory();
  const out = join(directory.path, 'out');
  const inputs: string[] = [];
  for (const [name, text] of Object.entries(rows)) {
    inputs.push(`--${name}`, await directory.write(`${name}.txt`, text));
  }
  const result = await runOpenLibrary([...inputs, '--out', out, '--threads', '1', ...words]);
  expect(result).toMatchObject({ exitCode: 0, errors: '' });
  return { out, books: readBooks(out), report: readReport(out), result };
}

describe('a dump with every kind of mess', () => {
  test.each([1, 2])(
    'is converted with exactly what was planted, seed %d',
    async (seed) => {
      const directory = await temporaryDirectory();
      const { planted, words } = await growDump(join(directory.path, 'in'), 1500, seed);
      const out = join(directory.path, 'out');
      const { exitCode, output } = await runOpenLibrary([...words, '--out', out]);
      const report = readReport(out);
      expect({ rows: report.rows, findings: report.findings, output: report.output }).toEqual(
        planted,
      );
      expect(exitCode).toBe(0);
      expect(output).toContain('works, merged');
      const books = readBooks(out);
      expect(books).toHaveLength(planted.output['books']!);
      expect(new Set(books.map((book) => book.book_id)).size).toBe(books.length);
      expect(textOf(out, 'left-out.csv.gz').trim().split('\n')).toHaveLength(
        1 + planted.output['rows left out']!,
      );
      expect(textOf(out, 'aliases.csv.gz').trim().split('\n')).toHaveLength(
        1 + planted.output['aliases']!,
      );
    },
    60_000,
  );

  test('gives the same bytes with any number of threads and partitions', async () => {
    const directory = await temporaryDirectory();
    const { words } = await growDump(join(directory.path, 'in'), 1000);
    const run = async (name: string, threads: string, partitionCount: number) => {
      const out = join(directory.path, name);
      await runOpenLibrary([...words, '--out', out, '--threads', threads], { partitionCount });
      return contentOf(out);
    };
    const one = await run('one', '1', 1);
    expect(Object.keys(one).sort()).toEqual(FILES);
    expect(await run('three', '3', 7)).toEqual(one);
  }, 60_000);
});

describe('a run that was interrupted', () => {
  test('goes on where it stopped, at whatever moment, to the same bytes', async () => {
    const directory = await temporaryDirectory();
    const { words } = await growDump(join(directory.path, 'in'), 1000);
    const settings = { partitionCount: 3, bytesPerCheckpoint: 200_000 };
    const whole = join(directory.path, 'whole');
    await runOpenLibrary([...words, '--out', whole], settings);
    const out = join(directory.path, 'resumed');
    // Ended again and again, each time a little later; every run must get further than the one before.
    const results: CommandResult[] = [];
    for (let steps = 1; results.at(-1)?.exitCode !== 0; steps += 1) {
      const stop = new AbortController();
      let left = steps * 3;
      results.push(
        await runOpenLibrary([...words, '--out', out, '--threads', '2'], {
          ...settings,
          signal: stop.signal,
          createProgress: () => ({
            show: () => {
              left -= 1;
              if (left <= 0) stop.abort();
            },
            stop: () => {},
          }),
        }),
      );
    }
    const last = results.pop();
    expect(last?.output).toContain('gone on from an interrupted run');
    expect(new Set(results.map(({ exitCode }) => exitCode))).toEqual(new Set([130]));
    expect(results.length).toBeGreaterThan(3);
    expect(contentOf(out)).toEqual(contentOf(whole));
  }, 120_000);

  test('takes nothing of what was written after its last checkpoint', async () => {
    const directory = await temporaryDirectory();
    const { words } = await growDump(join(directory.path, 'in'), 1000);
    const whole = join(directory.path, 'whole');
    await runOpenLibrary([...words, '--out', whole]);
    const out = join(directory.path, 'resumed');
    const stop = new AbortController();
    const show = ({ phase }: { phase: string }) => {
      if (phase === 'joining editions to works') stop.abort();
    };
    const args = [...words, '--out', out];
    const { exitCode } = await runOpenLibrary(args, {
      signal: stop.signal,
      createProgress: () => ({ show, stop: () => {} }),
    });
    expect(exitCode).toBe(130);
    const unfinished = join(out, '.unfinished');
    const spills = readdirSync(unfinished).filter((name) => name.endsWith('.spill'));
    expect(spills.length).toBeGreaterThan(3);
    // Half a block behind every file, and a file that no checkpoint knows.
    for (const name of spills) appendFileSync(join(unfinished, name), 'torn');
    writeFileSync(join(unfinished, 'candidates.7.spill'), 'torn');
    expect(await runOpenLibrary(args)).toMatchObject({ exitCode: 0, errors: '' });
    expect(contentOf(out)).toEqual(contentOf(whole));
  }, 60_000);

  test('is not gone on with when the input is another', async () => {
    const directory = await temporaryDirectory();
    const works = await directory.write('works.txt', dumpRow('work', 1, { title: 'Emma' }));
    const words = ['--works', works, '--out', join(directory.path, 'out'), '--threads', '1'];
    const stop = new AbortController();
    stop.abort();
    expect((await runOpenLibrary(words, { signal: stop.signal })).exitCode).toBe(130);
    // The first checkpoint comes with the first step, so a run is ended after it.
    const late = new AbortController();
    let shown = 0;
    const progress = { show: () => void ((shown += 1) > 1 && late.abort()), stop: () => {} };
    await runOpenLibrary(words, { signal: late.signal, createProgress: () => progress });
    await directory.write('works.txt', dumpRow('work', 2, { title: 'Persuasion' }) + '\n');
    const again = await runOpenLibrary(words);
    expect(again.exitCode).toBe(1);
    expect(again.errors).toContain('--restart begins anew');
    expect((await runOpenLibrary([...words, '--restart'])).exitCode).toBe(0);
    expect(readBooks(join(directory.path, 'out')).map((book) => book.title)).toEqual([
      'Persuasion',
    ]);
  });
});

describe('a book', () => {
  test('is put together from its work, editions, authors and ratings', async () => {
    const { books } = await convert({
      works: dumpRow(
        'work',
        5,
        {
          title: 'Emma',
          subtitle: 'a study of manners',
          authors: [authorRole(7)],
          subjects: ['Love stories', 'England'],
          description: { type: '/type/text', value: '<p>Matchmaking.</p>' },
          covers: [-1, 12],
        },
        { modified: '2024-05-06T07:08:09.1' },
      ),
      authors: dumpRow('author', 7, { name: 'Austen, Jane, 1775-1817.' }),
      editions:
        dumpRow('edition', 2, {
          title: 'Emma',
          works: [{ key: '/works/OL5W' }],
          isbn_10: ['0-306-40615-2'],
          languages: [{ key: '/languages/eng' }],
          publish_date: 'c1992',
        }) +
        dumpRow('edition', 1, {
          title: 'Emma',
          works: [{ key: '/works/OL5W' }],
          isbn_13: ['9780439023481'],
          languages: [{ key: '/languages/eng' }],
          publish_date: '[1816]',
        }),
      ratings: ratingRow(5, 5, '2025-01-01') + ratingRow(5, 4, '2025-02-02') + ratingRow(5, 4),
    });
    expect(books).toEqual([
      {
        book_id: 'ol:OL5W',
        title: 'Emma: a study of manners',
        authors: [{ author_id: 'ol:OL7A', author_name: 'Austen, Jane' }],
        publication_year: 1816,
        isbn: '0439023483',
        isbn_13: ['9780439023481', '9780306406157'],
        language: 'en',
        subjects: ['romance', 'Love stories', 'England'],
        source_rating: {
          average: 4.333,
          count: 3,
          histogram: { 1: 0, 2: 0, 3: 0, 4: 2, 5: 1 },
          source: 'openlibrary',
          as_of: '2025-02-02',
        },
        cover_id: 12,
        description: 'Matchmaking.',
        provenance: { source: 'openlibrary', source_key: '/works/OL5W', as_of: '2024-05-06' },
      },
    ]);
  });

  test('ranks by its ratings, then by its editions, then by its age', async () => {
    const edition = (number: number, work: number) =>
      dumpRow('edition', number, { title: 'x', works: [{ key: `/works/OL${work}W` }] });
    const { books } = await convert({
      works: [1, 2, 3, 4].map((work) => dumpRow('work', work, { title: `Book ${work}` })).join(''),
      editions: edition(1, 3),
      ratings: ratingRow(4, 1),
    });
    expect(books.map((book) => book.book_id)).toEqual(['ol:OL4W', 'ol:OL3W', 'ol:OL1W', 'ol:OL2W']);
  });

  test('keeps the ids of its duplicates and of redirects to them', async () => {
    const emma = { title: 'Emma Woodhouse', authors: [authorRole(7)] };
    const { out, books } = await convert({
      works:
        dumpRow('work', 9, emma) +
        dumpRow('work', 5, emma) +
        redirectRow('work', 3, 9) +
        redirectRow('work', 4, 5),
      authors: dumpRow('author', 7, { name: 'Jane Austen' }),
    });
    expect(books.map((book) => book.book_id)).toEqual(['ol:OL5W']);
    expect(textOf(out, 'aliases.csv.gz')).toBe(
      'alias,book_id\nol:OL4W,ol:OL5W\nol:OL9W,ol:OL5W\nol:OL3W,ol:OL5W\n',
    );
  });
});

describe('filters', () => {
  const rows = {
    works: ['Emma', 'Persuasion', 'Faust']
      .map((title, i) => dumpRow('work', i + 1, { title }))
      .join(''),
    editions: [1, 2, 3]
      .map((work) =>
        dumpRow('edition', work, {
          title: 'x',
          works: [{ key: `/works/OL${work}W` }],
          languages: [{ key: work === 3 ? '/languages/ger' : '/languages/eng' }],
        }),
      )
      .join(''),
    ratings: ratingRow(2, 4) + ratingRow(3, 4) + ratingRow(3, 5),
  };

  test.each([
    [['--language', 'eng'], ['Persuasion', 'Emma'], 'filtered: language'],
    [['--min-ratings', '2'], ['Faust'], 'filtered: ratings'],
    [['--limit', '2'], ['Faust', 'Persuasion'], 'filtered: limit'],
  ])('%j', async (words, titles, reason) => {
    const { books, report } = await convert(rows, ...words);
    expect(books.map((book) => book.title)).toEqual(titles);
    const { works } = report.rows;
    expect(works?.rejected).toEqual({ [reason]: 3 - titles.length });
    expect(total(works?.kept ?? {})).toBe(titles.length);
  });
});

test('a dry run tells everything and writes nothing', async () => {
  const directory = await temporaryDirectory();
  const { planted, words } = await growDump(join(directory.path, 'in'), 1000);
  const out = join(directory.path, 'out');
  const { exitCode, output } = await runOpenLibrary([...words, '--out', out, '--dry-run']);
  expect(exitCode).toBe(0);
  expect(output).toContain(`Found ${planted.output['books']} books`);
  expect(readdirSync(out)).toEqual([]);
}, 60_000);

test('a newer dump tells what is new, changed and gone', async () => {
  const directory = await temporaryDirectory();
  const convertTo = async (name: string, text: string, ...words: readonly string[]) => {
    const works = await directory.write('works.txt', text);
    const out = join(directory.path, name);
    const options = ['--works', works, '--out', out, '--threads', '1', ...words];
    expect(await runOpenLibrary(options)).toMatchObject({ exitCode: 0, errors: '' });
    return out;
  };
  const work = (number: number, title: string) => dumpRow('work', number, { title });
  const before = await convertTo(
    'before',
    work(1, 'Emma') + work(2, 'Persuasion') + work(3, 'Sanditon') + work(4, 'Faust'),
  );
  const after = await convertTo(
    'after',
    work(1, 'Emma') + work(2, 'Persuasions') + redirectRow('work', 3, 1) + work(5, 'Egmont'),
    '--previous',
    before,
  );
  expect(readReport(after).changes).toEqual({ added: 1, changed: 1, gone: 2, unchanged: 1 });
  expect(readBooks(after, 'changes.jsonl.gz').map((book) => book.title)).toEqual([
    'Persuasions',
    'Egmont',
  ]);
  expect(textOf(after, 'gone.csv.gz')).toBe('book_id\nol:OL3W\nol:OL4W\n');
  expect(textOf(after, 'aliases.csv.gz')).toContain('ol:OL3W,ol:OL1W');
});

describe('inputs', () => {
  test('may be gzip of several members, come over standard input and hold all types', async () => {
    const directory = await temporaryDirectory();
    const members = [
      dumpRow('author', 7, { name: 'Jane Austen' }),
      dumpRow('work', 5, { title: 'Emma', authors: [authorRole(7)] }),
    ].map((row) => gzipSync(row));
    const out = join(directory.path, 'out');
    const { exitCode } = await runOpenLibrary(['--works', '-', '--out', out], {
      stdin: Readable.from(members),
    });
    expect(exitCode).toBe(0);
    expect(readBooks(out)[0]?.authors[0]?.author_name).toBe('Jane Austen');
  });

  test('that end too early are named, and nothing is written', async () => {
    const directory = await temporaryDirectory();
    const whole = gzipSync(dumpRow('work', 5, { title: 'Emma' }));
    const works = await directory.write('works.txt.gz', whole.subarray(0, -12));
    const out = join(directory.path, 'out');
    const { exitCode, errors } = await runOpenLibrary(['--works', works, '--out', out]);
    expect(exitCode).toBe(1);
    expect(errors).toContain(`${works} cannot be read: unexpected end of file`);
    expect(readdirSync(out)).toEqual(['.unfinished']);
  });

  test('that are missing are named at once', async () => {
    const { exitCode, errors } = await runOpenLibrary([
      '--works',
      '/nowhere/works.txt.gz',
      '--out',
      '/nowhere/out',
    ]);
    expect(exitCode).toBe(1);
    expect(errors).toBe('there is no file /nowhere/works.txt.gz\n');
  });

  test.each([
    [['--out', 'x'], '--works, --authors or --editions is missing'],
    [['--works', 'x'], '--out is missing'],
    [['--works', '-', '--editions', '-', '--out', 'x'], 'only one input'],
    [['--works', 'x', '--out', 'x', '--limit', '0'], '--limit must be'],
    [['--works', 'x', '--out', 'x', '--language', 'xx'], 'no language code'],
    [['--works', 'x', '--out', 'x', '--as-of', '2026-13-01'], '--as-of must be'],
    [['--works', 'x', '--out', 'x', '--colour'], "Unknown option '--colour'"],
  ])('are explained when the words are %j', async (words, message) => {
    const { exitCode, errors } = await runOpenLibrary(words);
    expect(exitCode).toBe(2);
    expect(errors).toContain(message);
  });
});
