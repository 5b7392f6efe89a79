import { DomainError } from '@books/domain/errors';
import type { BulkLoader } from '@books/storage/bulk-loader';
import { parseLoadArguments, USAGE, type LoadArguments, type LoadTarget } from './arguments.ts';
import { openBadRowsFile } from './bad-rows-file.ts';
import { booksFile } from './books-file.ts';
import { loadInto, type LoadReport } from './load-into.ts';
import type { ProgressDisplay } from '../progress/progress.ts';
import { ratingsFile } from './ratings-file.ts';
import { formatBadRow } from './source.ts';

export type LoadCommandDeps = {
  /** Opens the store to fill; `files` is what it is to be filled from. */
  readonly openStore: (
    target: LoadTarget,
    files: readonly string[],
  ) => Promise<{ readonly loader: BulkLoader; close(): Promise<void> }>;
  readonly createProgress: () => ProgressDisplay;
  readonly writeOutput: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly now: () => Date;
  /** Aborted when the person at the keyboard wants to stop. */
  readonly signal: AbortSignal;
};

/**
 * `npm run load`.
 *
 * @param words what follows the command's name
 * @returns the exit code; see {@link USAGE}
 */
export async function runLoadCommand(
  words: readonly string[],
  deps: LoadCommandDeps,
): Promise<number> {
  const request = parseLoadArguments(words);
  if (request.kind === 'help') {
    deps.writeOutput(USAGE);
    return 0;
  }
  if (request.kind === 'fault') {
    deps.writeError(`${request.message}; --help shows what there is\n`);
    return 2;
  }
  try {
    return await load(request.arguments, deps);
  } catch (error) {
    return explainFailure(error, request.arguments.target, deps);
  }
}

async function load(
  { booksPath, ratingsPath, target, replace, undatedAt, badRowsPath }: LoadArguments,
  { openStore, createProgress, writeOutput, now, signal }: LoadCommandDeps,
): Promise<number> {
  const startedAt = now();
  const badRows = badRowsPath === undefined ? undefined : openBadRowsFile(badRowsPath);
  const store = await openStore(target, [booksPath, ratingsPath]);
  const progress = createProgress();
  try {
    const report = await loadInto({
      loader: store.loader,
      books: booksFile(booksPath),
      ratings: ratingsFile(ratingsPath, { undatedAt: undatedAt ?? startedAt }),
      replace,
      onProgress: progress.show,
      ...(badRows !== undefined && { onBadRow: badRows.write }),
      signal,
    });
    progress.stop();
    const seconds = (now().getTime() - startedAt.getTime()) / 1000;
    writeOutput(formatReport(report, seconds, badRowsPath));
    return 0;
  } finally {
    progress.stop();
    badRows?.close();
    await store.close();
  }
}

function explainFailure(
  error: unknown,
  { store }: LoadTarget,
  { signal, writeError }: LoadCommandDeps,
): number {
  if (signal.aborted && error === signal.reason) {
    const advice =
      store === 'sqlite'
        ? 'run the same command again with --replace'
        : 'run the same command again, without --replace, to go on';
    writeError(`Stopped. The store is incomplete: ${advice}.\n`);
    return 130;
  }
  if (!(error instanceof DomainError)) throw error;
  writeError(`${error.message}${hintAt(error)}\n`);
  return 1;
}

/** What the sentence of a failure leaves open. */
function hintAt({ kind, cause }: DomainError): string {
  if (kind === 'conflict') return '; --replace removes what it holds first';
  // Of no use to a client of the API, but whoever sits here can do something about it: credentials, tables ...
  return kind === 'internal_error' && cause instanceof Error ? `: ${cause.message}` : '';
}

/** What was loaded, for people. */
export function formatReport(
  { books, ratings, badRows }: LoadReport,
  seconds: number,
  badRowsPath: string | undefined,
): string {
  const leftOut = books.rejected + ratings.rejected;
  const lines = [
    `Loaded ${books.loaded} of ${books.read} books and ${ratings.loaded} of ${ratings.read} ratings in ${seconds.toFixed(1)} s.`,
  ];
  if (leftOut > 0) {
    lines.push(`${leftOut} rows were left out:`, ...badRows.map((row) => `  ${formatBadRow(row)}`));
  }
  if (leftOut > badRows.length) {
    const rest = `  and ${leftOut - badRows.length} more`;
    lines.push(badRowsPath === undefined ? `${rest}; --bad-rows FILE lists them all` : rest);
  }
  if (leftOut > 0 && badRowsPath !== undefined) lines.push(`All of them are in ${badRowsPath}.`);
  return `${lines.join('\n')}\n`;
}
