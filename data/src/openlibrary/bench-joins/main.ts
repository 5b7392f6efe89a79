import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { createRandom } from '../generate/random.ts';
import { Partition } from '../spill/partition.ts';
import { SpillReader } from '../spill/spill-reader.ts';
import { SpillWriter } from '../spill/spill-writer.ts';

// Joins editions to works in one thread, in our spills and in SQLite, beside each other: the measurement behind the
// decision that docs/adr records. Rows come in random order, as editions do when seen from their works.

const USAGE = `Times the join of editions to works, in partitions of our own and in SQLite.

  npm run bench:joins -- [--works N]

  --works N   works, 1000000 if not given; there are 1.4 editions for each
`;
const PARTITIONS = 256;
const PAYLOAD = Buffer.alloc(220, 'x');
const ROWS_OF_A_TRANSACTION = 100_000;

const { values } = parseArgs({
  options: { works: { type: 'string', default: '1000000' }, help: { type: 'boolean' } },
});

type Row = { readonly key: number; readonly tag: 0 | 1 };

function* rows(works: number): Iterable<Row> {
  const random = createRandom(1);
  for (let i = 0; i < works; i += 1) yield { key: Math.floor(random() * works), tag: 0 };
  for (let i = 0; i < works * 1.4; i += 1) yield { key: Math.floor(random() * works), tag: 1 };
}

/** Writes, then reads in the order of the keys. @returns a checksum over keys and their order */
function joinInPartitions(directory: string, works: number): number {
  const writer = new SpillWriter(join(directory, 'rows.0.spill'), 0);
  for (const { key, tag } of rows(works)) {
    const record = { key, tag, minor: 0, link: 0, first: 0, second: 0 };
    writer.put(key % PARTITIONS, record, PAYLOAD);
  }
  writer.flush();
  writer.close();
  const reader = new SpillReader(directory, 'rows');
  let sum = 0;
  for (const partition of reader.partitions) {
    const sorted = new Partition(reader.read(partition));
    for (let i = 0; i < sorted.count; i += 1) sum += sorted.key(i) + sorted.payload(i).length;
  }
  reader.close();
  return sum;
}

function joinInSqlite(directory: string, works: number, index: 'before' | 'after'): number {
  const database = new DatabaseSync(join(directory, 'rows.sqlite'));
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144');
  database.exec('CREATE TABLE rows (key INTEGER, tag INTEGER, payload BLOB)');
  if (index === 'before') database.exec('CREATE INDEX by_key ON rows (key, tag)');
  const insert = database.prepare('INSERT INTO rows VALUES (?, ?, ?)');
  let count = 0;
  database.exec('BEGIN');
  for (const { key, tag } of rows(works)) {
    insert.run(key, tag, PAYLOAD);
    count += 1;
    if (count % ROWS_OF_A_TRANSACTION === 0) database.exec('COMMIT; BEGIN');
  }
  database.exec('COMMIT');
  if (index === 'after') database.exec('CREATE INDEX by_key ON rows (key, tag)');
  let sum = 0;
  const sorted = database.prepare('SELECT key, payload FROM rows ORDER BY key, tag');
  for (const { key, payload } of sorted.iterate()) {
    if (typeof key !== 'number' || !(payload instanceof Uint8Array)) throw new TypeError('a row');
    sum += key + payload.length;
  }
  database.close();
  return sum;
}

function measure(name: string, run: (directory: string) => number): number {
  const directory = mkdtempSync(join(tmpdir(), 'bench-joins-'));
  try {
    const startedAt = performance.now();
    const sum = run(directory);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const bytes = readdirSync(directory)
      .map((file) => statSync(join(directory, file)).size)
      .reduce((total, size) => total + size, 0);
    const megabytes = Math.round(bytes / 1e6);
    process.stdout.write(`${name.padEnd(32)}${seconds.padStart(8)} s ${megabytes} MB on disk\n`);
    return sum;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

if (values.help === true) {
  process.stdout.write(USAGE);
} else {
  const works = Number(values.works);
  const sums = [
    measure('partitions of our own', (directory) => joinInPartitions(directory, works)),
    measure('SQLite, index written last', (directory) => joinInSqlite(directory, works, 'after')),
    measure('SQLite, index kept', (directory) => joinInSqlite(directory, works, 'before')),
  ];
  if (new Set(sums).size > 1) throw new Error('the ways do not agree');
}
