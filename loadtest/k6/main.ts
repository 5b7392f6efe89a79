// What k6 runs: `npm run loadtest` and the Job in the cluster start it with its settings in variables.

import { vu } from 'k6/execution';
import { SharedArray } from 'k6/data';
import { readLibrary, type KnownBook } from './library.ts';
import { oneStep, think } from './mix.ts';
import { askAsStranger } from './rating.ts';

const library = new SharedArray<KnownBook>('library', () => [
  ...readLibrary(open(__ENV['LIBRARY'] ?? './library.json')),
]);

/** Scenarios and thresholds, as `src/options.ts` made them. */
export const options: unknown = JSON.parse(__ENV['OPTIONS'] ?? '{}');

/** Scenarios of readers, who think between two steps. */
export function readers(): void {
  oneStep(library);
  think();
}

/** Scenarios of arrivals: so many steps a second, however long each takes. */
export function arrivals(): void {
  oneStep(library);
}

/** Readers whom nobody knows, all at once. */
export function strangers(): void {
  askAsStranger(`stranger-${__ENV['RUN_ID'] ?? 'run'}-${vu.idInTest}`);
}

export function handleSummary(data: object) {
  return { [__ENV['SUMMARY'] ?? 'stdout']: JSON.stringify(data, undefined, 2) };
}
