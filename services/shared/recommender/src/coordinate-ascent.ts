/** Settings to try for each parameter, in ascending order, in the order in which parameters are looked at. */
export type Grid<P> = readonly (readonly [name: keyof P, values: readonly number[]])[];

export type Tried<P> = { readonly parameters: P; readonly value: number };

/**
 * Looks for better parameters one after the other: from the present value to its neighbours in the grid, on in the
 * direction that helps. Nothing is rated twice.
 *
 * @param start a value that is not in the grid stands before the first larger one
 * @param rate higher is better
 * @param budget ratings at most, from 1
 * @returns all that were tried, the best first
 */
export async function ascend<P extends Readonly<Record<keyof P, number>>>(
  start: P,
  grid: Grid<P>,
  rate: (parameters: P) => number | Promise<number>,
  budget: number,
): Promise<readonly Tried<P>[]> {
  let best: Tried<P> = { parameters: start, value: await rate(start) };
  const tried = [best];
  const seen = new Set([JSON.stringify(start)]);

  const tryOut = async (parameters: P): Promise<boolean> => {
    const key = JSON.stringify(parameters);
    if (seen.has(key) || tried.length >= budget) return false;
    seen.add(key);
    const candidate = { parameters, value: await rate(parameters) };
    tried.push(candidate);
    if (candidate.value <= best.value) return false;
    best = candidate;
    return true;
  };

  for (const [name, values] of grid) {
    for (const direction of [1, -1]) {
      let next = nextValue(values, best.parameters[name], direction);
      while (next !== undefined && (await tryOut({ ...best.parameters, [name]: next }))) {
        next = nextValue(values, next, direction);
      }
    }
  }
  return tried.sort((a, b) => b.value - a.value);
}

function nextValue(values: readonly number[], present: number, direction: number) {
  return direction > 0
    ? values.find((value) => value > present)
    : values.findLast((value) => value < present);
}
