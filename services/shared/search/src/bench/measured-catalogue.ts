import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { CatalogueLine } from '../evaluate/catalogue-line.ts';
import { type KnownBook, knownItemQueries, oneWordOf } from '../evaluate/known-item-queries.ts';
import type { PutQuery } from '../evaluate/put-queries.ts';
import { pick, randomBelow, seededRandom } from '../evaluate/random.ts';
import { enlargedCatalogue } from './enlarged-catalogue.ts';

export type MeasuredCatalogue = { readonly catalogue: string; readonly queries: string };

/**
 * Writes a catalogue and queries for it as `catalogue.jsonl` and `queries.jsonl` into a folder.
 *
 * @param real books that are asked for; with fewer wanted only the first of them
 * @param count books in all; beyond the real ones they are made up
 */
export async function writeMeasuredCatalogue(
  folder: string,
  real: readonly CatalogueLine[],
  count: number,
  perKind: number,
  seed: number,
): Promise<MeasuredCatalogue> {
  const files = {
    catalogue: join(folder, 'catalogue.jsonl'),
    queries: join(folder, 'queries.jsonl'),
  };
  await writeJsonLines(files.catalogue, enlargedCatalogue(real, count, seed));
  const known = real.slice(0, count).map(knownBook);
  const all = enlargedCatalogue(real, count, seed)[Symbol.iterator]();
  await writeJsonLines(files.queries, [
    ...knownItemQueries(known, Iterator.from(all).map(knownBook), perKind, seed),
    ...browsingQueries(known, perKind, seed),
  ]);
  return files;
}

const LONGEST_BEGINNING = 5;

/** Queries without one right answer: a word of a title, its first letters, the word with filters and with facets. */
export function browsingQueries(
  known: readonly KnownBook[],
  perKind: number,
  seed: number,
): PutQuery[] {
  const random = seededRandom(seed);
  const queries: PutQuery[] = [];
  for (let made = 0; made < perKind && known.length > 0; made += 1) {
    const query = oneWordOf(pick(random, known), random) ?? 'the';
    const beginning = query.slice(0, 1 + randomBelow(random, LONGEST_BEGINNING));
    queries.push(
      { kind: 'word', query, relevant: [] },
      { kind: 'prefix', query: beginning, relevant: [] },
      { kind: 'filter', query, relevant: [], filters: { min_year: 1850, min_rating: 3.8 } },
      { kind: 'facets', query, relevant: [], facets: ['language', 'subject', 'year'] },
    );
  }
  return queries;
}

function knownBook(line: CatalogueLine): KnownBook {
  const { book_id: id, title, authors, ratings_count: readers = 0 } = line;
  return { id, title, authors, readers };
}

async function writeJsonLines(path: string, items: Iterable<unknown>): Promise<void> {
  const file = createWriteStream(path);
  for (const item of items) {
    if (!file.write(`${JSON.stringify(item)}\n`)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}
