/**
 * Does `work` again and again, each time so long after the last one ended.
 *
 * @param work never fails
 * @returns ends it, after the work that is under way
 */
export function repeatEvery(waitMs: number, work: () => Promise<void>): () => Promise<void> {
  let isEnded = false;
  let underWay: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, waitMs);
  function run(): void {
    underWay = workOnce();
  }
  async function workOnce(): Promise<void> {
    await work();
    if (!isEnded) timer = setTimeout(run, waitMs);
  }
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await underWay;
  };
}
