/**
 * Runs a piece of work many times side by side.
 *
 * @param work gets its number, from 0
 * @returns what each gave, in order. @throws what the first to fail did, after all have ended
 */
export async function atOnce<Result>(
  count: number,
  work: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = await Promise.allSettled(Array.from({ length: count }, (_, n) => work(n)));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
