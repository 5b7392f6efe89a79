import { foldedKey } from './fold.ts';
import { compareRuns } from './term-runs.ts';

/** The subjects of a segment, in alphabetical order of their terms. */
export type SubjectTable = {
  readonly names: readonly string[];
  /** Terms of each. */
  readonly runs: readonly (readonly number[])[];
  /** For each of the names that came in its number. */
  readonly numbers: Uint32Array;
};

/** Subjects that differ only in case and diacritics become one, in the spelling met first. */
export function subjectTable(
  names: readonly string[],
  runOf: (name: string) => readonly number[],
): SubjectTable {
  const keys = names.map(foldedKey);
  const byKey = new Map<string, { name: string; run: readonly number[] }>();
  keys.forEach((key, i) => {
    if (!byKey.has(key)) byKey.set(key, { name: names[i]!, run: runOf(names[i]!) });
  });
  const sorted = [...byKey].sort(([, a], [, b]) =>
    compareRuns(a.run, 0, a.run.length, b.run, 0, b.run.length),
  );
  const numberByKey = new Map(sorted.map(([key], number) => [key, number]));
  return {
    names: sorted.map(([, { name }]) => name),
    runs: sorted.map(([, { run }]) => run),
    numbers: Uint32Array.from(keys, (key) => numberByKey.get(key)!),
  };
}
