import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whatStackLacks } from '@books/stack/requirements';
import { afterAll, beforeAll, describe } from 'vitest';

/**
 * Tests that need DynamoDB Local and Redis, with a folder of their own. Where these cannot run the tests are skipped under
 * a name that says why; with `CI=true` that is a failure.
 */
export function describeOnParts(name: string, tests: (folder: () => string) => void): void {
  const lacking = whatStackLacks().map((sentence) => sentence.split('\n')[0]);
  const reason = lacking.length === 0 ? '' : ` (${lacking.join(' ')})`;
  describe.skipIf(lacking.length > 0 && process.env['CI'] !== 'true')(`${name}${reason}`, () => {
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'books-faults-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    tests(() => folder);
  });
}

/** A seed that a failing run can be repeated with: `FAULT_SEED`, or another one each time. It is printed. */
export function seedOf(name: string): number {
  const seed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 1_000_000));
  process.stdout.write(`${name}: FAULT_SEED=${seed}\n`);
  return seed;
}
