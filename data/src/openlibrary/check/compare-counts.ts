/** A count that is not what it should be. */
export type CountDifference = {
  /** Names from the outside in, such as `rows/works/kept/a book`. */
  readonly name: string;
  readonly expected: unknown;
  readonly found: unknown;
};

/** Compares two trees of counts. @returns every count that differs or that only one of them has */
export function compareCounts(expected: unknown, found: unknown, name = ''): CountDifference[] {
  if (!isTree(expected) || !isTree(found)) {
    return expected === found ? [] : [{ name, expected, found }];
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].flatMap((inner) =>
    compareCounts(expected[inner], found[inner], name === '' ? inner : `${name}/${inner}`),
  );
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
