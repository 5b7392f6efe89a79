import { openInput } from '../files/open-input.ts';
import { createProgressBar, createProgressLines } from '../progress/progress.ts';
import { runOpenLibraryCommand } from './command.ts';
import { createThreadPool } from './threads/thread-pool.ts';

const stop = new AbortController();
// Once each: a second Ctrl-C ends the process at once, as people expect.
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const now = () => new Date();
const writeError = (text: string): void => void process.stderr.write(text);

process.exitCode = await runOpenLibraryCommand(process.argv.slice(2), {
  openInput: (location) => openInput(location, { stdin: process.stdin, fetch }),
  createPool: createThreadPool,
  createProgress: () =>
    process.stderr.isTTY
      ? createProgressBar(process.stderr, now)
      : createProgressLines(writeError, now),
  writeOutput: (text) => void process.stdout.write(text),
  writeError,
  now,
  signal: stop.signal,
});
