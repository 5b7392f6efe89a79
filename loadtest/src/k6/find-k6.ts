import { spawnSync } from 'node:child_process';

/** The oldest k6 that runs TypeScript and has what the scripts use. */
const OLDEST_MAJOR = 2;

/** k6 is not there, and this says how to get it. */
export class NoK6Error extends Error {
  override readonly name = 'NoK6Error';
}

/**
 * The k6 that is there: the one that `K6` names, or the one on the PATH.
 *
 * @returns `undefined` when there is none that is new enough
 * @throws NoK6Error when `K6` names something else
 */
export function findK6(environment: NodeJS.ProcessEnv): string | undefined {
  const named = environment['K6'];
  if (named === undefined) return isNewEnough('k6') ? 'k6' : undefined;
  if (isNewEnough(named)) return named;
  throw new NoK6Error(`K6 names ${named}, which is no k6 ${OLDEST_MAJOR} or later`);
}

/** @throws NoK6Error with what to do when it cannot be built */
export async function buildK6(build: () => Promise<string>): Promise<string> {
  try {
    return await build();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NoK6Error(
      `k6 ${OLDEST_MAJOR} or later is needed, and building it failed (${reason}). Put k6 on the PATH, or install Go 1.26.`,
      { cause },
    );
  }
}

function isNewEnough(command: string): boolean {
  const { stdout, status } = spawnSync(command, ['version'], { encoding: 'utf8' });
  const major = /^k6(?:\.exe)? v(\d+)\./.exec(stdout ?? '')?.[1];
  return status === 0 && Number(major) >= OLDEST_MAJOR;
}
