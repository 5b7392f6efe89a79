// Preloaded into a process of ours (`node --import`), kills it now and then at one of its fault points: SIGKILL, without
// a chance to finish anything. FAULT_KILL_RATE is the share of arrivals that end so, FAULT_KILL_SEED makes it repeatable.

import { subscribe } from 'node:diagnostics_channel';
import { seededRandom } from '@books/search/evaluate/random';
import { FAULT_POINT_CHANNEL } from '@books/service-kit/fault-points';

const rate = Number(process.env['FAULT_KILL_RATE'] ?? 0);
const random = seededRandom(Number(process.env['FAULT_KILL_SEED'] ?? 1));

subscribe(FAULT_POINT_CHANNEL, (point) => {
  if (random() >= rate) return;
  process.stderr.write(`killed at ${String(point)}\n`);
  process.kill(process.pid, 'SIGKILL');
});
