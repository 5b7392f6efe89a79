import { DomainError } from '@books/domain/errors';
import { expect, test } from 'vitest';
import { waitForIndex } from './wait-for-index.ts';

test('waits for an index that answers, and says so once in a while', async () => {
  let looks = 0;
  const warnings: string[] = [];
  const engine = {
    async refreshStatus() {
      looks += 1;
      if (looks < 5) throw new DomainError('unavailable', 'no search index is published');
    },
  };
  const logger = { warn: (_facts: unknown, text?: string) => void warnings.push(text ?? '') };
  await waitForIndex(engine, logger, 0);
  expect(looks).toBe(5);
  expect(warnings).toEqual(['waiting for a search index']);
});
