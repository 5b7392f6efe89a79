import { expect, test } from 'vitest';
import { createLoggerOn } from './logger.ts';
import { runWithContext } from './request-context.ts';

function loggerWithLines() {
  const lines: Record<string, unknown>[] = [];
  const writes: string[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLoggerOn(destination, {
    service: 'worker',
    level: 'info',
    writeNow: () => writes.push('now'),
  });
  return { logger, lines, writes };
}

test('puts the id of the request or job into whatever is logged meanwhile, also later on', async () => {
  const { logger, lines } = loggerWithLines();
  logger.info('before');
  await runWithContext({ requestId: 'abc', endpoint: '/books/:book_id' }, async () => {
    logger.info({ bookId: 'gb:1' }, 'at once');
    await new Promise((resolve) => setImmediate(resolve));
    logger.info('later on');
  });
  expect(lines.map(({ msg, requestId }) => [msg, requestId])).toEqual([
    ['before', undefined],
    ['at once', 'abc'],
    ['later on', 'abc'],
  ]);
});

test('writes warnings and errors at once', () => {
  const { logger, writes } = loggerWithLines();
  logger.info('can wait');
  expect(writes).toEqual([]);
  logger.warn('cannot');
  logger.error('cannot either');
  expect(writes).toEqual(['now', 'now']);
});
