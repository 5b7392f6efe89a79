import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DomainError } from '@books/domain/errors';
import type { Input } from '../files/open-input.ts';
import type { ProgressDisplay } from '../progress/progress.ts';
import { type OpenLibraryArguments, parseOpenLibraryArguments, USAGE } from './arguments.ts';
import { compareDigests, DIGESTS_FILE, hasDigests, readDigests, writeDigests } from './digests.ts';
import { SOURCE } from './finished-book.ts';
import { formatDay, runPipeline, type FinishedRun } from './pipeline.ts';
import { type CatalogueReport, formatReportJson, formatReportText } from './report.ts';
import type { ThreadPool } from './threads/thread-pool.ts';
import { takeWorkplace } from './workplace.ts';
import { CHANGES_FILE, GONE_FILE, writeChanges } from './write-changes.ts';
import {
  ALIASES_FILE,
  BOOKS_FILE,
  LEFT_OUT_FILE,
  writeCatalogue,
  type WrittenCatalogue,
} from './write-catalogue.ts';

export type OpenLibraryDeps = {
  readonly openInput: (location: string) => Promise<Input>;
  readonly createPool: (threads: number) => ThreadPool;
  readonly createProgress: () => ProgressDisplay;
  readonly writeOutput: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly now: () => Date;
  /** Aborted when the person at the keyboard wants to stop. */
  readonly signal: AbortSignal;
  /** Decompressed input between two checkpoints. */
  readonly bytesPerCheckpoint?: number;
  readonly partitionCount?: number;
};

/** Raised with every change of spills, rules or output that an interrupted run cannot go on over. */
const FORMAT_VERSION = 1;
const BYTES_PER_CHECKPOINT = 256 * 1024 * 1024;
const BYTES_PER_PARTITION = 4 * 1024 * 1024;
const MAX_PARTITIONS = 256;

export const REPORT_FILE = 'report.json';
export const READABLE_REPORT_FILE = 'report.txt';

/**
 * `npm run data:openlibrary`.
 *
 * @param words what follows the command's name
 * @returns the exit code; see {@link USAGE}
 */
export async function runOpenLibraryCommand(
  words: readonly string[],
  deps: OpenLibraryDeps,
): Promise<number> {
  const request = parseOpenLibraryArguments(words);
  if (request.kind === 'help') {
    deps.writeOutput(USAGE);
    return 0;
  }
  if (request.kind === 'fault') {
    deps.writeError(`${request.message}; --help shows what there is\n`);
    return 2;
  }
  try {
    await convert(request.arguments, deps);
    return 0;
  } catch (error) {
    if (deps.signal.aborted && error === deps.signal.reason) {
      deps.writeError('Stopped. Give the same command again to go on.\n');
      return 130;
    }
    if (!(error instanceof DomainError)) throw error;
    deps.writeError(`${error.message}\n`);
    return 1;
  }
}

async function convert(args: OpenLibraryArguments, deps: OpenLibraryDeps): Promise<void> {
  const startedAt = deps.now();
  if (args.previous !== undefined && !hasDigests(args.previous)) {
    throw new DomainError('not_found', `${args.previous} holds no catalogue of Open Library`);
  }
  const inputs = await describeInputs(args, deps);
  const workplace = takeWorkplace(join(args.out, '.unfinished'), { restart: args.restart });
  const progress = deps.createProgress();
  const pool = deps.createPool(args.threads);
  try {
    const run = await runPipeline({
      inputs: args.inputs.map(({ content, location }) => ({
        content,
        open: () => deps.openInput(location),
      })),
      directory: workplace.path,
      pool,
      withDescriptions: args.withDescriptions,
      filter: { language: args.language, minRatings: args.minRatings },
      asOf: args.asOf,
      identity: identityOf(args, inputs),
      partitionCount: deps.partitionCount ?? partitionsFor(inputs),
      bytesPerCheckpoint: deps.bytesPerCheckpoint ?? BYTES_PER_CHECKPOINT,
      onProgress: progress.show,
      signal: deps.signal,
    });
    const report = await write(args, deps, { run, inputs, pool, progress, workplace });
    progress.stop();
    workplace.remove();
    const seconds = (deps.now().getTime() - startedAt.getTime()) / 1000;
    deps.writeOutput(formatReportText(report));
    const books = report.output['books'] ?? 0;
    const verb = args.dryRun ? 'Found' : `Wrote ${args.out} with`;
    const resumed = run.wasResumed ? ', gone on from an interrupted run' : '';
    deps.writeOutput(`\n${verb} ${books} books in ${seconds.toFixed(1)} s${resumed}.\n`);
  } finally {
    progress.stop();
    await pool.close();
    workplace.leave();
  }
}

type DescribedInput = Pick<Input, 'name' | 'size' | 'version'> & { readonly location: string };

/** Opens every input once, so that a missing one is noticed before hours of work. */
async function describeInputs(
  args: OpenLibraryArguments,
  deps: OpenLibraryDeps,
): Promise<DescribedInput[]> {
  const described: DescribedInput[] = [];
  for (const { location } of args.inputs) {
    if (location === '-') {
      described.push({ name: 'standard input', size: undefined, version: '', location });
      continue;
    }
    const { name, size, version } = await deps.openInput(location);
    described.push({ name, size, version, location });
  }
  return described;
}

function identityOf(args: OpenLibraryArguments, inputs: readonly DescribedInput[]): string {
  const { language, minRatings, withDescriptions, asOf } = args;
  const filter = { language, minRatings, withDescriptions, asOf };
  return JSON.stringify({ format: FORMAT_VERSION, inputs, filter });
}

function partitionsFor(inputs: readonly DescribedInput[]): number {
  const bytes = inputs.reduce((sum, { size }) => sum + (size ?? Infinity), 0);
  return Math.max(1, Math.min(MAX_PARTITIONS, Math.ceil(bytes / BYTES_PER_PARTITION)));
}

type Writing = {
  readonly run: FinishedRun;
  readonly inputs: readonly DescribedInput[];
  readonly pool: ThreadPool;
  readonly progress: ProgressDisplay;
  readonly workplace: { readonly path: string };
};

async function write(
  args: OpenLibraryArguments,
  deps: OpenLibraryDeps,
  { run, inputs, pool, progress, workplace }: Writing,
): Promise<CatalogueReport> {
  const target = join(workplace.path, 'catalogue');
  mkdirSync(target, { recursive: true });
  const written = await writeCatalogue({
    directory: workplace.path,
    target: args.dryRun ? undefined : target,
    pool,
    limit: args.limit,
    inputNames: inputs.map(({ name }) => name),
    ledger: run.ledger,
    onProgress: progress.show,
    signal: deps.signal,
  });
  const changes = await writeDigestsAndChanges(args, { target, written, pool });
  const report: CatalogueReport = {
    source: SOURCE,
    as_of: formatDay(Math.max(run.newest.change, run.newest.rating)),
    inputs: inputs.map(({ name }) => name),
    options: optionsOf(args),
    rows: run.ledger.accounts(),
    findings: run.ledger.findings(),
    output: { books: written.books, aliases: written.aliases, 'rows left out': written.leftOut },
    ...(changes !== undefined && { changes }),
  };
  if (args.dryRun) return report;
  writeFileSync(join(target, READABLE_REPORT_FILE), formatReportText(report));
  writeFileSync(join(target, REPORT_FILE), formatReportJson(report));
  publish(target, args.out, changes !== undefined);
  return report;
}

async function writeDigestsAndChanges(
  args: OpenLibraryArguments,
  {
    target,
    written,
    pool,
  }: { readonly target: string; readonly written: WrittenCatalogue; readonly pool: ThreadPool },
): Promise<Record<string, number> | undefined> {
  const sorted = args.dryRun
    ? written.digests.sorted()
    : writeDigests(join(target, DIGESTS_FILE), written.digests.sorted());
  const before = args.previous === undefined ? [] : readDigests(args.previous);
  const difference = compareDigests(before, sorted);
  if (args.previous === undefined) return undefined;
  if (!args.dryRun) await writeChanges(target, difference, pool);
  const { added, changed, gone, unchanged } = difference;
  return { added: added.length, changed: changed.length, gone: gone.length, unchanged };
}

function optionsOf(args: OpenLibraryArguments): CatalogueReport['options'] {
  const { language, minRatings, limit, withDescriptions, previous } = args;
  return {
    descriptions: withDescriptions,
    ...(language !== undefined && { language }),
    ...(minRatings !== undefined && { 'min-ratings': minRatings }),
    ...(limit !== undefined && { limit }),
    ...(previous !== undefined && { previous: basename(previous) }),
  };
}

/** Moves the finished files to their place; the report comes last, so where it is, everything is. */
function publish(from: string, out: string, hasChanges: boolean): void {
  rmSync(join(out, REPORT_FILE), { force: true });
  const changeFiles = [CHANGES_FILE, GONE_FILE];
  for (const name of changeFiles) rmSync(join(out, name), { force: true });
  const names = [
    BOOKS_FILE,
    ALIASES_FILE,
    LEFT_OUT_FILE,
    DIGESTS_FILE,
    ...(hasChanges ? changeFiles : []),
    READABLE_REPORT_FILE,
    REPORT_FILE,
  ];
  for (const name of names) renameSync(join(from, name), join(out, name));
}
