import { expect, test } from 'vitest';
import { createProgressLines } from './progress.ts';

test('lines appear at each new phase and then every three seconds', () => {
  let seconds = 0;
  let written = '';
  const { show } = createProgressLines(
    (line) => (written += line),
    () => new Date(1_000_000 + seconds * 1000),
  );
  show({ phase: 'books', rows: 10, fractionDone: 0.5 });
  show({ phase: 'books', rows: 20, fractionDone: 1 });
  show({ phase: 'ratings', rows: 100, fractionDone: 0.101 });
  seconds = 2.9;
  show({ phase: 'ratings', rows: 200, fractionDone: 0.2 });
  seconds = 3;
  show({ phase: 'ratings', rows: 300, fractionDone: 0.309 });
  expect(written).toBe('books: 50%, 10 rows\nratings: 10%, 100 rows\nratings: 30%, 300 rows\n');
});
