import { expect, test } from 'vitest';
import { readIsbn } from './isbns.ts';

test.each([
  ['9780306406157', []],
  ['0306406152', []],
  ['0-306-40615-2', []],
  ['978-0-306-40615-7', []],
  ['0306406152 (pbk.) : $12.50', ['isbn with other text']],
  ['v.1: 0-306-40615-2', ['isbn with other text']],
  ['306406152', ['isbn lost its zeros']],
])('%s is 9780306406157', (text, findings) => {
  const found: string[] = [];
  expect(readIsbn(text, (finding) => found.push(finding))).toBe('9780306406157');
  expect(found).toEqual(findings);
});

test.each(['0306406153', '123', '', 'B000FA64PK', '97803064061570', '9.78E+12'])(
  '%j is none',
  (text) => {
    const found: string[] = [];
    expect(readIsbn(text, (finding) => found.push(finding))).toBeUndefined();
    expect(found).toEqual(['invalid isbn']);
  },
);
