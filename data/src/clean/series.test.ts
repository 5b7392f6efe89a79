import { expect, test } from 'vitest';
import { readSeries } from './series.ts';

// Statements of real editions.
test.each([
  [['Rozprawy habilitacyjne / Uniwersytet Jagielloński,', 'nr. 151'], 151],
  [['Collection Idées -- 48'], 48],
  [['Idées ; 348'], 348],
  [['The Library of America -- 292', 'Library of America -- 292.'], 292],
  [['American university studies.', 'vol. 1'], 1],
  [['Arbeiten und Texte zur Slavistik,', '42'], 42],
  [['Napoleonic library ;', '[31]'], 31],
  [['Living in Our World, Vol. 1'], 1],
  [['Counseling and development series ;', '3'], 3],
  [['Discworld, #3'], 3],
])('%j has volume %d', (statements, volume) => {
  const series = readSeries(statements, () => {});
  expect(series?.volume).toBe(volume);
  expect(series?.name).toMatch(/[\p{L}]$/u);
});

test('names lose the marks between name and volume', () => {
  expect(readSeries(['Napoleonic library ;', '[31]'], () => {})).toEqual({
    name: 'Napoleonic library',
    volume: 31,
  });
});

test.each([[["World's classics"]], [['Ann Arbor paperbacks,', 'AA113']], [['42']], [[]]])(
  '%j is no series with a volume',
  (statements) => {
    expect(readSeries(statements, () => {})).toBeUndefined();
  },
);
