import { DomainError } from '@books/domain/errors';
import type { BookRepository } from '@books/storage/book-repository';
import type { BulkLoader } from '@books/storage/bulk-loader';
import { aliasesFile } from './aliases-file.ts';
import {
  parseLoadArguments,
  USAGE,
  type FileTarget,
  type LoadArguments,
  type LoadTarget,
  type StoreTarget,
} from './arguments.ts';
import { openBadRowsFile } from './bad-rows-file.ts';
import { booksFile } from './books-file.ts';
import { DISCARDING_LOADER } from './discarding-loader.ts';
import { buildIndexFile, writeBulkFile } from './index-files.ts';
import { loadInto, NOTHING, type LoadReport } from './load-into.ts';
import type { ProgressDisplay } from '../progress/progress.ts';
import { ratingsFile } from './ratings-file.ts';
import { formatBadRow } from './source.ts';
import { updateStore } from './update-store.ts';

/** The parts of a store that are filled. */
export type OpenedStore = {
  readonly loader: BulkLoader;
  readonly books: Pick<BookRepository, 'find' | 'save' | 'redirect'>;
  close(): Promise<void>;
};

export type LoadCommandDeps = {
  /** Opens the store to fill; `files` is what it is to be filled from. */
  readonly openStore: (target: StoreTarget, files: readonly string[]) => Promise<OpenedStore>;
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

async function load(args: LoadArguments, deps: LoadCommandDeps): Promise<number> {
  const { target, badRowsPath } = args;
  const { createProgress, writeOutput, now } = deps;
  const startedAt = now();
  const badRows = badRowsPath === undefined ? undefined : openBadRowsFile(badRowsPath);
  const progress = createProgress();
  const shared = {
    onProgress: progress.show,
    ...(badRows !== undefined && { onBadRow: badRows.write }),
    signal: deps.signal,
  };
  const secondsSoFar = () => (now().getTime() - startedAt.getTime()) / 1000;
  try {
    if (isFileTarget(target) && !args.isDryRun) {
      const count = await writeIndexFile(target, args.booksPath, shared);
      progress.stop();
      writeOutput(`Wrote ${target.path} with ${count} books in ${secondsSoFar().toFixed(1)} s.\n`);
      return 0;
    }
    const report = await fill(args, deps, { ...shared, startedAt });
    progress.stop();
    const verb = args.isDryRun ? 'Would load' : 'Loaded';
    writeOutput(formatReport(report, secondsSoFar(), { badRowsPath, verb }));
    return 0;
  } finally {
    progress.stop();
    badRows?.close();
  }
}

type SharedOptions = Pick<Parameters<typeof loadInto>[0], 'onProgress' | 'onBadRow'> & {
  readonly signal: AbortSignal;
};

async function fill(
  args: LoadArguments,
  { openStore }: LoadCommandDeps,
  { startedAt, ...shared }: SharedOptions & { readonly startedAt: Date },
): Promise<LoadReport> {
  const { booksPath, aliasesPath, ratingsPath, target, replace } = args;
  const books = booksFile(booksPath);
  const aliases = aliasesPath === undefined ? NOTHING : aliasesFile(aliasesPath);
  const undatedAt = args.undatedAt ?? startedAt;
  const ratings = ratingsPath === undefined ? NOTHING : ratingsFile(ratingsPath, { undatedAt });
  if (args.isDryRun || isFileTarget(target)) {
    return loadInto({ ...shared, loader: DISCARDING_LOADER, books, aliases, ratings });
  }
  const files = [booksPath, aliasesPath, ratingsPath].filter((path) => path !== undefined);
  const store = await openStore(target, files);
  try {
    if (args.isUpdate) {
      return await updateStore({ ...shared, repository: store.books, books, aliases });
    }
    return await loadInto({ ...shared, loader: store.loader, books, aliases, ratings, replace });
  } finally {
    await store.close();
  }
}

function isFileTarget(target: LoadTarget): target is FileTarget {
  return target.store === 'search-index' || target.store === 'opensearch';
}

function writeIndexFile(
  { store, path, index }: FileTarget,
  booksPath: string,
  options: SharedOptions,
): Promise<number> {
  const books = booksFile(booksPath);
  return store === 'search-index'
    ? buildIndexFile(path, books, options)
    : writeBulkFile(path, index, books, options);
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
        : store === 'dynamodb'
          ? 'run the same command again, without --replace, to go on'
          : 'run the same command again';
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
  { books, aliases, ratings, badRows }: LoadReport,
  seconds: number,
  { badRowsPath, verb }: { readonly badRowsPath: string | undefined; readonly verb: string },
): string {
  const leftOut = books.rejected + aliases.rejected + ratings.rejected;
  const ofAliases = aliases.read === 0 ? '' : `, ${aliases.loaded} of ${aliases.read} aliases`;
  const lines = [
    `${verb} ${books.loaded} of ${books.read} books${ofAliases} and ${ratings.loaded} of ${ratings.read} ratings in ${seconds.toFixed(1)} s.`,
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
