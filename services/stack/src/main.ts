import { createProgressBar, createProgressLines } from '@books/data/progress/progress';
import { systemClock } from '@books/service-kit/clock';
import { parseConfig } from '@books/service-kit/config';
import { parseStackArguments, USAGE, type StackArguments } from './arguments.ts';
import { banner } from './banner.ts';
import { namedPorts, StackConfig } from './config.ts';
import { claimPorts } from './ports.ts';
import { whatStackLacks } from './requirements.ts';
import { startStack, type Death } from './start-stack.ts';

const INTERRUPTED = 130;
const stop = new AbortController();
const requestStop = () => {
  // A second Ctrl-C ends this process at once; its guard ends the rest.
  if (stop.signal.aborted) process.exit(INTERRUPTED);
  stop.abort();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, requestStop);
// The process that started this one is gone.
process.once('disconnect', requestStop);

const writeError = (text: string): void => void process.stderr.write(text);

/** @returns the exit code */
async function run(words: readonly string[]): Promise<number> {
  const request = parseStackArguments(words);
  if (request.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (request.kind === 'fault') {
    writeError(`${request.message}; --help shows what there is\n`);
    return 2;
  }
  const lacking = whatStackLacks();
  if (lacking.length > 0) {
    writeError(`\n${lacking.join('\n')}\n\nnpm start needs neither.\n`);
    return 1;
  }
  return await runStack(request.arguments);
}

async function runStack(given: StackArguments): Promise<number> {
  const startedAtMs = performance.now();
  const { folder, ports } = parseConfig(StackConfig, process.env);
  await claimPorts(namedPorts(ports));
  writeError('Starting DynamoDB Local and Redis, then loading books and ratings ...\n');
  const progress = process.stderr.isTTY
    ? createProgressBar(process.stderr, systemClock)
    : createProgressLines(writeError, systemClock);
  const stack = await startStack({
    ...given,
    folder,
    ports,
    environment: process.env,
    signal: stop.signal,
    onDeath: reportDeath,
    onProgress: (now) => {
      progress.show(now);
      const isLoaded = now.phase === 'stats' && now.fractionDone === 1;
      if (isLoaded) progress.stop();
    },
  }).finally(progress.stop);
  process.stdout.write(banner(stack, given, performance.now() - startedAtMs));
  await new Promise((resolve) => {
    if (stop.signal.aborted) resolve(undefined);
    else stop.signal.addEventListener('abort', resolve);
  });
  writeError('\nStopping ...\n');
  await stack.close();
  return 0;
}

function reportDeath({ name, ending, logPath, logTail }: Death): void {
  writeError(
    `\n${name} has ended by itself (${ending}); the others run on. The end of ${logPath}:\n${logTail}\n`,
  );
}

run(process.argv.slice(2)).then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    const showsStack = process.env['DEBUG'] !== undefined && error instanceof Error;
    const text = showsStack ? error.stack : error instanceof Error ? error.message : String(error);
    writeError(`\nCould not start: ${text}\n`);
    process.exit(1);
  },
);
