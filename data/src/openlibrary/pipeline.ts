import { mkdirSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@books/domain/errors';
import type { Input } from '../files/open-input.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { Progress } from '../progress/progress.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { readBlocks, START } from './read-blocks.ts';
import { NO_MOVES, readMoves } from './steps/moved-columns.ts';
import { STEPS, tasksOf, type Step } from './steps.ts';
import { spillFiles } from './spill/spill-reader.ts';
import type {
  BookFilter,
  FileLengths,
  MovedByKind,
  NewestDays,
  RunSettings,
  ThreadReport,
} from './threads/messages.ts';
import { TaskQueue, type ThreadPool } from './threads/thread-pool.ts';

/** An input of a run, opened when its turn comes. */
export type RunInput = {
  readonly content: 'dump' | 'ratings';
  readonly open: () => Promise<Input>;
};

export type RunOptions = {
  readonly inputs: readonly RunInput[];
  /** Where the run keeps what it has in hand; made when it is missing. */
  readonly directory: string;
  readonly pool: ThreadPool;
  readonly withDescriptions: boolean;
  readonly filter: BookFilter;
  /** The day that ratings are of; the newest day in them when it is `undefined`. */
  readonly asOf: string | undefined;
  /** Everything else that another result would come of; see {@link Checkpoint.identity}. */
  readonly identity: string;
  readonly partitionCount: number;
  /** Decompressed input between two checkpoints. */
  readonly bytesPerCheckpoint: number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
};

/** What the steps leave behind for the one that writes. */
export type FinishedRun = {
  readonly ledger: Ledger;
  readonly settings: RunSettings;
  readonly newest: NewestDays;
  /** True when the run went on from a checkpoint. */
  readonly wasResumed: boolean;
};

type State = { -readonly [Name in keyof Checkpoint]: Checkpoint[Name] };

/** Milliseconds between two checkpoints of the steps that work by partitions. */
const CHECKPOINT_EVERY_MS = 2000;

/**
 * Takes the inputs through all steps up to ranked books in the directory's spills. A run that was ended at any moment
 * goes on from its last checkpoint; what comes of it does not depend on that, nor on the number of threads.
 *
 * @throws DomainError conflict when the directory holds an unfinished run of other inputs or options; whatever an
 *   input or a thread throws; the signal's reason when it is aborted
 */
export async function runPipeline(options: RunOptions): Promise<FinishedRun> {
  const { directory, pool } = options;
  mkdirSync(directory, { recursive: true });
  const found = readCheckpoint(directory);
  if (found !== undefined && found.identity !== options.identity) {
    throw new DomainError(
      'conflict',
      `${directory} holds an unfinished run of other inputs or options: --restart begins anew`,
    );
  }
  const state: State = found ?? firstState(options);
  const ledger = new Ledger();
  ledger.add(state.ledger);
  cutFiles(directory, state.lengths);

  for (; state.step < STEPS.length; nextStep(state)) {
    options.signal.throwIfAborted();
    const step = STEPS[state.step]!;
    const settings = settingsOf(options, state);
    const moved = step.needsMoves ? readMoves(directory) : NO_MOVES;
    for (let thread = 0; thread < pool.size; thread += 1) {
      await begin(pool, thread, { settings, moved, lengths: state.lengths });
    }
    if (step.name === 'read-rows') await readInputs(options, state, ledger);
    else await runTasks(options, step, state, ledger);
    checkpoint(directory, { ...state, step: state.step + 1, done: [] }, ledger);
    removeSpills(directory, step.lastReads, state);
  }
  return {
    ledger,
    settings: settingsOf(options, state),
    newest: state.newest,
    wasResumed: found !== undefined,
  };
}

function firstState({ identity, partitionCount }: RunOptions): State {
  return {
    identity,
    partitionCount,
    step: 0,
    done: [],
    input: 0,
    position: START,
    ledger: {},
    lengths: {},
    newest: { rating: 0, change: 0 },
  };
}

function nextStep(state: State): void {
  state.step += 1;
  state.done = [];
}

function settingsOf(options: RunOptions, state: State): RunSettings {
  return {
    directory: options.directory,
    partitionCount: state.partitionCount,
    withDescriptions: options.withDescriptions,
    filter: options.filter,
    ratingsAsOf: options.asOf ?? formatDay(state.newest.rating || state.newest.change),
  };
}

/** `yyyymmdd` as a number to `yyyy-mm-dd`. */
export function formatDay(day: number): string {
  const text = String(day).padStart(8, '0');
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;
  return Number.isNaN(Date.parse(date)) ? '1970-01-01' : date;
}

/** What was written after the checkpoint is not part of it. */
function cutFiles(directory: string, lengths: FileLengths): void {
  for (const name of readdirSync(directory)) {
    if (!name.endsWith('.spill')) continue;
    const length = lengths[name];
    if (length === undefined) rmSync(join(directory, name));
    else truncateSync(join(directory, name), length);
  }
}

function removeSpills(directory: string, spills: readonly string[], state: State): void {
  const lengths = { ...state.lengths };
  for (const name of spills.flatMap((spill) => spillFiles(directory, spill))) {
    rmSync(join(directory, name));
    delete lengths[name];
  }
  state.lengths = lengths;
}

async function begin(
  pool: ThreadPool,
  thread: number,
  order: { settings: RunSettings; moved: MovedByKind; lengths: FileLengths },
): Promise<void> {
  await pool.send(thread, { order: 'begin', ...order });
}

function takeReport(state: State, ledger: Ledger, report: ThreadReport): void {
  ledger.add(report.ledger);
  state.lengths = { ...state.lengths, ...report.lengths };
  state.newest = {
    rating: Math.max(state.newest.rating, report.newest.rating),
    change: Math.max(state.newest.change, report.newest.change),
  };
}

function checkpoint(directory: string, state: Checkpoint, ledger: Ledger): void {
  writeCheckpoint(directory, { ...state, ledger: ledger.counts() });
}

/** Reads the inputs one after the other; at a checkpoint all threads have written out what they were given. */
async function readInputs(options: RunOptions, state: State, ledger: Ledger): Promise<void> {
  const { inputs, pool, directory, signal, onProgress } = options;
  let rows = 0;
  const flushAll = async (): Promise<void> => {
    for (let thread = 0; thread < pool.size; thread += 1) {
      takeReport(state, ledger, await pool.send(thread, { order: 'flush' }));
    }
    checkpoint(directory, state, ledger);
  };
  for (; state.input < inputs.length; state.input += 1, state.position = START) {
    const { content, open } = inputs[state.input]!;
    const input = await open();
    const queue = new TaskQueue(pool, { flush: false });
    let sinceCheckpoint = 0;
    for await (const block of readBlocks(input.bytes, state.position)) {
      signal.throwIfAborted();
      const { bytes, firstLine, lineCount, next } = block;
      sinceCheckpoint += bytes.length;
      await queue.add(
        { step: 'read-rows', content, file: state.input, firstLine, bytes },
        () => {},
      );
      state.position = next;
      rows += lineCount;
      onProgress({ phase: `reading ${input.name}`, rows, fractionDone: input.fractionRead() });
      if (sinceCheckpoint >= options.bytesPerCheckpoint) {
        await queue.drain();
        await flushAll();
        sinceCheckpoint = 0;
      }
    }
    await queue.drain();
  }
  await flushAll();
}

async function runTasks(
  options: RunOptions,
  step: Step,
  state: State,
  ledger: Ledger,
): Promise<void> {
  const { pool, directory, signal, onProgress } = options;
  const tasks = tasksOf(step, state.partitionCount);
  const done = new Set(state.done);
  const queue = new TaskQueue(pool, { flush: true });
  let rows = 0;
  let savedAt = performance.now();
  for (const [i, task] of tasks.entries()) {
    if (done.has(i)) continue;
    signal.throwIfAborted();
    await queue.add(task, (report) => {
      takeReport(state, ledger, report);
      done.add(i);
      rows += report.records;
      onProgress({ phase: step.words, rows, fractionDone: done.size / tasks.length });
      if (performance.now() - savedAt < CHECKPOINT_EVERY_MS) return;
      checkpoint(directory, { ...state, done: [...done] }, ledger);
      savedAt = performance.now();
    });
  }
  await queue.drain();
  for (let thread = 0; thread < pool.size; thread += 1) {
    takeReport(state, ledger, await pool.send(thread, { order: 'flush' }));
  }
}
