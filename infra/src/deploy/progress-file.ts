import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const Progress = z.object({ revision: z.string(), next: z.string() });

/** Remembers where a deploy that did not come to its end is to go on. */
export function createProgressFile(path: string) {
  return {
    /** The step to go on with; `undefined` when the last deploy came to its end or was of another revision. */
    nextOf(revision: string): string | undefined {
      try {
        const progress = Progress.parse(JSON.parse(readFileSync(path, 'utf8')));
        return progress.revision === revision ? progress.next : undefined;
      } catch {
        return undefined; // none, or not ours: the deploy begins at its beginning, which is never wrong
      }
    },
    remember(revision: string, next: string | undefined): void {
      if (next === undefined) {
        rmSync(path, { force: true });
        return;
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify({ revision, next }));
    },
  };
}
