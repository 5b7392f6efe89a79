import { join } from 'node:path';
import type { Ledger } from '../ledger/ledger.ts';
import type { Progress } from '../progress/progress.ts';
import { DigestFile } from './digests.ts';
import { idOf } from './finished-book.ts';
import { GzipOutput } from './gzip-output.ts';
import { unpackPlace } from './row-place.ts';
import { Partition } from './spill/partition.ts';
import { SpillReader } from './spill/spill-reader.ts';
import { LEFT_OUT, RANKED } from './spills.ts';
import { mergeRanked } from './steps/merge-ranked.ts';
import { noteWritten } from './steps/ranked-books.ts';
import { TaskQueue, type ThreadPool } from './threads/thread-pool.ts';

export const BOOKS_FILE = 'books.jsonl.gz';
export const ALIASES_FILE = 'aliases.csv.gz';
export const LEFT_OUT_FILE = 'left-out.csv.gz';

export type WriteOptions = {
  /** Where the ranked spills are. */
  readonly directory: string;
  /** Where the files are written; nothing is written when it is `undefined`, but all is counted. */
  readonly target: string | undefined;
  readonly pool: ThreadPool;
  /** The most books to write. */
  readonly limit: number | undefined;
  /** Names of the inputs in the order of their numbers. */
  readonly inputNames: readonly string[];
  /** What became of the rows of books is noted here. */
  readonly ledger: Ledger;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
};

export type WrittenCatalogue = {
  readonly books: number;
  readonly aliases: number;
  readonly leftOut: number;
  readonly digests: DigestFile;
};

const TAB = 9;
const NEW_LINE = Buffer.from('\n');
const PROGRESS_EVERY = 10_000;

/** Writes the ranked books, the ids that lead to them, and the rows that were left out. */
export async function writeCatalogue(options: WriteOptions): Promise<WrittenCatalogue> {
  const written = await writeBooks(options);
  return { ...written, leftOut: await writeLeftOut(options) };
}

async function writeBooks(options: WriteOptions): Promise<Omit<WrittenCatalogue, 'leftOut'>> {
  const { directory, target, limit = Infinity, ledger, signal, onProgress } = options;
  const queue = new TaskQueue(options.pool, { flush: false });
  const books = openOutput(target, BOOKS_FILE, queue);
  const aliases = openOutput(target, ALIASES_FILE, queue);
  const digests = new DigestFile(directory);
  await aliases?.appendText('alias,book_id\n');
  const reader = new SpillReader(directory, RANKED);
  const totalBytes = reader.partitions.reduce(
    (sum, partition) => sum + reader.sizeOf(partition),
    0,
  );
  let bookCount = 0;
  let aliasCount = 0;
  let seen = 0;
  let bytes = 0;
  for (const { first: id, second: hash, payload } of mergeRanked(reader)) {
    seen += 1;
    bytes += payload.length;
    if (seen % PROGRESS_EVERY === 0) {
      signal.throwIfAborted();
      onProgress({ phase: 'writing', rows: seen, fractionDone: Math.min(1, bytes / totalBytes) });
    }
    const { rows, ratings, aliasIds, json } = parseRanked(payload);
    const isWithin = bookCount < limit;
    noteWritten(ledger, { rows, stars: [ratings] }, isWithin ? undefined : 'filtered: limit');
    if (!isWithin) continue;
    bookCount += 1;
    aliasCount += aliasIds.length;
    digests.add(id, hash);
    if (books === undefined || aliases === undefined) continue;
    await books.append(json);
    await books.append(NEW_LINE);
    for (const alias of aliasIds) await aliases.appendText(`${alias},${idOf(id)}\n`);
  }
  reader.close();
  await books?.close();
  await aliases?.close();
  return { books: bookCount, aliases: aliasCount, digests };
}

function openOutput(
  target: string | undefined,
  name: string,
  queue: TaskQueue,
): GzipOutput | undefined {
  return target === undefined ? undefined : new GzipOutput(join(target, name), queue);
}

/** The parts that `formatRanked` puts together; the record stays bytes. */
function parseRanked(payload: Buffer) {
  const afterCounts = payload.indexOf(TAB);
  const afterAliases = payload.indexOf(TAB, afterCounts + 1);
  const [works = 0, joined = 0, ofMissingWork = 0, lone = 0, ratings = 0] = payload
    .toString('latin1', 0, afterCounts)
    .split(' ')
    .map(Number);
  return {
    rows: { works, joined, ofMissingWork, lone },
    ratings,
    aliasIds:
      afterAliases === afterCounts + 1
        ? []
        : payload.toString('latin1', afterCounts + 1, afterAliases).split(' '),
    json: payload.subarray(afterAliases + 1),
  };
}

async function writeLeftOut({
  directory,
  target,
  pool,
  inputNames,
  signal,
}: WriteOptions): Promise<number> {
  const queue = new TaskQueue(pool, { flush: false });
  const output = openOutput(target, LEFT_OUT_FILE, queue);
  await output?.appendText('file,line,key,fate,reason\n');
  const reader = new SpillReader(directory, LEFT_OUT);
  let count = 0;
  for (const partition of reader.partitions) {
    signal.throwIfAborted();
    const rows = new Partition(reader.read(partition));
    count += rows.count;
    if (output === undefined) continue;
    for (let i = 0; i < rows.count; i += 1) {
      const { file, line } = unpackPlace(rows.second(i));
      const fields = [inputNames[file] ?? '', String(line), ...rows.text(i).split('\t')];
      await output.appendText(`${fields.map(csvField).join(',')}\n`);
    }
  }
  reader.close();
  await output?.close();
  return count;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
