// What k6 runs: `npm run loadtest` and the Job in the cluster start it with its settings in variables.

import { sleep } from 'k6';
import { vu } from 'k6/execution';
import { SharedArray } from 'k6/data';
import { readLibrary, type KnownBook } from '../readers/library.ts';
import { createVisitor, drawStep, drawThinkTime, type Visitor } from '../readers/mix.ts';
import { askAsStranger } from '../readers/rating.ts';
import { play } from './client.ts';

const library = new SharedArray<KnownBook>('library', () => [
  ...readLibrary(open(__ENV['LIBRARY'] ?? '../readers/library.json')),
]);
const RUN = __ENV['RUN_ID'] ?? 'run';

/** Scenarios and thresholds, as `src/scenarios.ts` made them. */
export const options: unknown = JSON.parse(__ENV['OPTIONS'] ?? '{}');

/** k6 loads this file for each of its virtual users anew. */
let visitor: Visitor | undefined;

function takeStep(): void {
  visitor ??= createVisitor(`${RUN}-${vu.idInTest}`);
  play(drawStep(visitor, { library, random: Math.random }));
}

/** Scenarios of readers, who think between two steps. */
export function readers(): void {
  takeStep();
  sleep(drawThinkTime(Math.random));
}

/** Scenarios of arrivals: so many steps a second, however long each takes. */
export function arrivals(): void {
  takeStep();
}

/** Readers whom nobody knows, all at once. */
export function strangers(): void {
  play(askAsStranger(`stranger-${RUN}-${vu.idInTest}`));
}

export function handleSummary(data: object) {
  return { [__ENV['SUMMARY'] ?? 'stdout']: JSON.stringify(data, undefined, 2) };
}
