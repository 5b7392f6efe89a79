import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { Book } from '@books/domain/book';
import { openInput } from '../../files/open-input.ts';
import { runOpenLibraryCommand, type OpenLibraryDeps } from '../command.ts';
import { generateDump, type Planted } from '../generate/generate-dump.ts';
import type { DumpName } from '../generate/plan.ts';
import type { CatalogueReport } from '../report.ts';
import { createThreadPool } from '../threads/thread-pool.ts';
import { writeFileSync } from 'node:fs';

export type CommandResult = {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
};

/** Runs `npm run data:openlibrary` in this process. */
export async function runOpenLibrary(
  words: readonly string[],
  deps: Partial<OpenLibraryDeps> & { readonly stdin?: AsyncIterable<Buffer> } = {},
): Promise<CommandResult> {
  let output = '';
  let errors = '';
  const exitCode = await runOpenLibraryCommand(words, {
    openInput: (location) => openInput(location, { stdin: deps.stdin ?? Readable.from([]), fetch }),
    createPool: createThreadPool,
    createProgress: () => ({ show: () => {}, stop: () => {} }),
    writeOutput: (text) => (output += text),
    writeError: (text) => (errors += text),
    now: () => new Date('2026-01-01'),
    signal: new AbortController().signal,
    ...deps,
  });
  return { exitCode, output, errors };
}

/** Writes a generated dump into a directory. @returns what a right report says, and the words that name the files */
export async function growDump(
  directory: string,
  works: number,
  seed = 1,
): Promise<{ readonly planted: Planted; readonly words: readonly string[] }> {
  const rows: Record<DumpName, string[]> = { works: [], authors: [], editions: [], ratings: [] };
  const planted = await generateDump({
    works,
    seed,
    write: (dump, row) => void rows[dump].push(row),
    onRows: () => undefined,
  });
  mkdirSync(directory, { recursive: true });
  const words = Object.entries(rows).flatMap(([dump, lines]) => {
    const path = join(directory, `${dump}.txt`);
    writeFileSync(path, lines.join(''));
    return [`--${dump}`, path];
  });
  return { planted, words };
}

/** The records of a finished catalogue, each checked against the schema. */
export function readBooks(out: string, name = 'books.jsonl.gz'): Book[] {
  return textOf(out, name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Book.parse(JSON.parse(line)));
}

export function textOf(out: string, name: string): string {
  return gunzipSync(readFileSync(join(out, name))).toString();
}

export function readReport(out: string): CatalogueReport {
  // Written by the command that is tested.
  return JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as CatalogueReport;
}
