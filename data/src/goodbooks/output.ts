import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collect } from '../files/collect.ts';
import { openBytes } from '../files/open-bytes.ts';
import { gzipText } from '../files/gzip.ts';
import type { Conversion } from './convert.ts';
import { formatReport } from './report.ts';

/** The files of a conversion by name, as texts; those whose name ends in `.gz` are compressed on disk. */
export function outputFiles({ books, ratings, report }: Conversion): ReadonlyMap<string, string> {
  return new Map([
    ['books.jsonl.gz', books],
    ['ratings.csv.gz', ratings],
    ['report.json', formatReport(report)],
  ]);
}

/** Writes the files into a directory, which is made when it is missing. Equal texts give equal bytes. */
export async function writeOutput(
  directory: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, text] of files) {
    await writeFile(join(directory, name), name.endsWith('.gz') ? gzipText(text) : text);
  }
}

/**
 * Compares a directory with what a conversion gives. Texts are compared and not compressed bytes, since another
 * version of zlib may compress the same text differently.
 *
 * @returns a sentence for each file that differs
 * @throws DomainError when a file is missing or damaged
 */
export async function findDifferences(
  directory: string,
  files: ReadonlyMap<string, string>,
): Promise<string[]> {
  const differences: string[] = [];
  for (const [name, text] of files) {
    const path = join(directory, name);
    const stored = Buffer.concat(await collect((await openBytes(path)).bytes));
    if (!stored.equals(Buffer.from(text))) differences.push(`${path} has another content`);
  }
  return differences;
}
