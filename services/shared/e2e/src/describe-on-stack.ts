import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whatStackLacks } from '@books/stack/requirements';
import { startStack, type Stack } from '@books/stack/start-stack';
import { findStackPorts } from '@books/stack/ports';
import { afterAll, beforeAll, describe } from 'vitest';

/** Enough for a model, few enough to be loaded soon. */
const READERS = 100;

/** How the stack of some stories differs. */
export type OwnStack = {
  readonly environment?: NodeJS.ProcessEnv;
  readonly objectsAt?: string;
  readonly stop?: () => Promise<void>;
};

/**
 * Runs stories against the whole product on its real parts, started for them on free ports. Where it cannot run they are
 * skipped under a name that says why; with `CI=true` that is a failure.
 */
export function describeOnStack(
  name: string,
  stories: (stack: () => Stack) => void,
  {
    lacks = () => [],
    prepare = async () => ({}),
  }: {
    /** What else this machine lacks for these stories. */
    readonly lacks?: () => readonly string[];
    /** Starts what they need besides, and says how the stack is to be. */
    readonly prepare?: (folder: string) => Promise<OwnStack>;
  } = {},
): void {
  const lacking = [...whatStackLacks(), ...lacks()].map((sentence) => sentence.split('\n')[0]);
  const reason = lacking.length === 0 ? '' : ` (${lacking.join(' ')})`;
  const isSkipped = lacking.length > 0 && process.env['CI'] !== 'true';
  describe.skipIf(isSkipped)(`${name}${reason}`, () => {
    let folder: string | undefined;
    let stack: Stack | undefined;
    let stop: (() => Promise<void>) | undefined;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'books-e2e-'));
      const own = await prepare(folder);
      stop = own.stop;
      stack = await startStack({
        folder,
        ports: await findStackPorts(),
        readers: READERS,
        // A thousand at once on a small machine wait longer than a reader would.
        environment: {
          ...process.env,
          LOG_LEVEL: 'warn',
          REQUEST_TIMEOUT_SECONDS: '90',
          OVERLOAD_LATENCY_MS: '0',
          // Stories that kill the worker wait for it twice.
          JOB_LOCK_SECONDS: '10',
          ...own.environment,
        },
        ...(own.objectsAt !== undefined && { objectsAt: own.objectsAt }),
      });
    });
    afterAll(async () => {
      await stack?.close();
      await stop?.();
      if (folder !== undefined) await rm(folder, { recursive: true });
    });
    stories(() => {
      if (stack === undefined) throw new Error('the stack is there in stories only');
      return stack;
    });
  });
}
