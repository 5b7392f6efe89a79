// Preloaded into a process of ours (`node --import`): at SIGUSR2 it collects all garbage and writes what is left, in bytes,
// to HEAP_FOLDER/PID.json.

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const folder = process.env['HEAP_FOLDER'];

if (isMainThread && folder !== undefined) {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    if (typeof collectGarbage === 'function') for (let n = 0; n < 3; n += 1) collectGarbage();
    const { heapUsed, external, rss } = process.memoryUsage();
    const file = join(folder, `${process.pid}.json`);
    writeFileSync(`${file}.new`, JSON.stringify({ heapUsed, external, rss }));
    renameSync(`${file}.new`, file);
  });
}
