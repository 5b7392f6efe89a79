import { expect, test } from 'vitest';
import { createProgressLines } from './progress.ts';

test('lines appear at each new phase and then every three seconds, with rate and time left', () => {
  let seconds = 0;
  let written = '';
  const { show } = createProgressLines(
    (line) => (written += line),
    () => new Date(1_000_000 + seconds * 1000),
  );
  show({ phase: 'books', rows: 10, fractionDone: 0.5 });
  show({ phase: 'books', rows: 20, fractionDone: 1 });
  show({ phase: 'ratings', rows: 100, fractionDone: 0.1 });
  seconds = 2.9;
  show({ phase: 'ratings', rows: 200, fractionDone: 0.2 });
  seconds = 3;
  show({ phase: 'ratings', rows: 400, fractionDone: 0.3 });
  seconds = 63;
  show({ phase: 'ratings', rows: 1000, fractionDone: 0.4 });
  expect(written).toBe(
    'books: 50%, 10 rows\n' +
      'ratings: 10%, 100 rows\n' +
      // 300 rows and a fifth of the whole in 3 s; 7 tenths are left.
      'ratings: 30%, 400 rows | 100 rows/s, 11 s left\n' +
      'ratings: 40%, 1000 rows | 14 rows/s, 2 min 6 s left\n',
  );
});
