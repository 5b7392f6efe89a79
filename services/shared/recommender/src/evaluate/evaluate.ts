import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ALGORITHMS } from '../choice.ts';
import { EXACT_EASE, EXACT_EASE_WEIGHTS } from './exact-ease/exact-ease.ts';
import { createProgress } from './progress.ts';
import { FORMATS } from './rating-lines.ts';
import { runEvaluation, type EvaluationRun } from './run-evaluation.ts';

const NAMES = [...ALGORITHMS, EXACT_EASE] as const;

const HELP = `Measures recommendations on ratings that were held out.

  npm run evaluate -- --train FILE --test FILE --format adjacency|csv [options]

All books are ranked for every reader of the test file, those of the reader's training ratings left out.
Recall = hits / books of the test; NDCG with the ideal over the smaller of k and that; means over the readers.

  --train FILE     ratings to learn from; .gz may be compressed
  --test FILE      ratings to find
  --valid FILE     ratings to choose parameters by (default: a part of the training ratings, held out)
  --format F       adjacency: "user item item ..." a line; csv: "user,item,rating" a line, a header is understood
  --algorithm A    ${NAMES.join(', ')} (default: what validation chooses, as every night);
                   ${EXACT_EASE} inverts a dense matrix of all pairs of books: a measure for the others, minutes for 10,000 books,
                   8 bytes a pair; the product cannot choose it
  --lambda N       of ${EXACT_EASE}, above 0 (default: validation chooses, by half a dozen more inverses)
  --weights W      of ${EXACT_EASE}: ${EXACT_EASE_WEIGHTS.join(' or ')} (default: validation chooses; stars where nothing is tuned)
  --no-tune        use the default parameters
  --k N            length of the lists (default 20)
  --known N        as if only N training ratings of each reader of the test were known, as of newcomers
  --seed N         of the validation part (default 1)
  --threads N      worker threads (default: one a core)
  --json           print one JSON object
  --help           print this
`;

const { values: args } = parseArgs({
  options: {
    train: { type: 'string' },
    test: { type: 'string' },
    valid: { type: 'string' },
    format: { type: 'string', default: 'csv' },
    algorithm: { type: 'string' },
    lambda: { type: 'string' },
    weights: { type: 'string' },
    tune: { type: 'boolean', default: true },
    k: { type: 'string', default: '20' },
    known: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

if (args.help) {
  process.stdout.write(HELP);
} else {
  const run = readRun();
  if (typeof run === 'string') {
    process.stderr.write(`${run}\n\n${HELP}`);
    process.exitCode = 2;
  } else {
    await evaluateAndPrint(run);
  }
}

async function evaluateAndPrint(run: EvaluationRun): Promise<void> {
  const progress = createProgress();
  try {
    const report = await runEvaluation(run, progress);
    process.stdout.write(args.json ? `${JSON.stringify(report)}\n` : describe(report));
  } catch (error) {
    progress.stop();
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message}: ${describeFailure(error.cause)}`;
}

/** What to do, or a sentence that says what is wrong with the arguments. */
function readRun(): EvaluationRun | string {
  const format = FORMATS.find((name) => name === args.format);
  const algorithm = NAMES.find((name) => name === args.algorithm);
  const [k, seed, threadCount] = [args.k, args.seed, args.threads].map(Number) as [
    number,
    number,
    number,
  ];
  if (args.train === undefined || args.test === undefined) return '--train and --test are needed';
  if (format === undefined) return `--format must be one of ${FORMATS.join(', ')}`;
  if (args.algorithm !== undefined && algorithm === undefined) {
    return `--algorithm must be one of ${NAMES.join(', ')}`;
  }
  if (algorithm !== EXACT_EASE && (args.lambda ?? args.weights) !== undefined) {
    return `--lambda and --weights are of --algorithm ${EXACT_EASE}`;
  }
  const lambda = args.lambda === undefined ? undefined : Number(args.lambda);
  if (lambda !== undefined && !(lambda > 0 && lambda < Infinity)) {
    return '--lambda must be a number above 0';
  }
  const weights = EXACT_EASE_WEIGHTS.find((name) => name === args.weights);
  if (args.weights !== undefined && weights === undefined) {
    return `--weights must be one of ${EXACT_EASE_WEIGHTS.join(', ')}`;
  }
  if (!(Number.isInteger(k) && k >= 1)) return '--k must be a whole number from 1';
  const known = args.known === undefined ? undefined : Number(args.known);
  if (known !== undefined && !(Number.isInteger(known) && known >= 1)) {
    return '--known must be a whole number from 1';
  }
  if (!Number.isInteger(seed)) return '--seed must be a whole number';
  if (!(Number.isInteger(threadCount) && threadCount >= 1)) {
    return '--threads must be a whole number from 1';
  }
  return {
    trainPath: args.train,
    testPath: args.test,
    validPath: args.valid,
    format,
    algorithm,
    exactEase: { ...(weights && { weights }), ...(lambda && { lambda }) },
    isTuned: args.tune,
    k,
    known,
    seed,
    threadCount,
  };
}

function describe(report: Awaited<ReturnType<typeof runEvaluation>>): string {
  return `${report.algorithm} on ${report.users} readers, ${report.items} books, ${report.train} ratings
recall@${report.k} ${report.recall.toFixed(4)}  ndcg@${report.k} ${report.ndcg.toFixed(4)}  coverage ${report.coverage.toFixed(3)}
built in ${report.build_seconds.toFixed(1)} s after ${report.tune_seconds.toFixed(1)} s of tuning, ${report.peak_rss_mb.toFixed(0)} MB at most
an answer takes ${report.p50_ms.toFixed(3)} ms (median), ${report.p99_ms.toFixed(3)} ms (99 of 100)
${JSON.stringify(report.parameters)}
`;
}
