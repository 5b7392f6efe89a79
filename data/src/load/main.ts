import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openSqliteStore } from '@books/storage/sqlite-store';
import { runLoadCommand } from './load-command.ts';
import { createProgressBar, createProgressLines } from './progress.ts';

const stop = new AbortController();
// Once each: a second Ctrl-C ends the process at once, as people expect.
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const now = () => new Date();
const writeError = (text: string): void => void process.stderr.write(text);

process.exitCode = await runLoadCommand(process.argv.slice(2), {
  openStore: async (path) => {
    await mkdir(dirname(path), { recursive: true });
    return openSqliteStore(path);
  },
  createProgress: () =>
    process.stderr.isTTY ? createProgressBar(process.stderr) : createProgressLines(writeError, now),
  writeOutput: (text) => void process.stdout.write(text),
  writeError,
  now,
  signal: stop.signal,
});
