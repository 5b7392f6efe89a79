import { expect, test } from 'vitest';
import { createSubjectReader, joinSubjects } from './subjects.ts';

const read = (...headings: string[]) => createSubjectReader(() => {})(headings);

test('headings become genres of the catalogue first, then free subjects', () => {
  expect(
    read(
      'Whales',
      'Fiction, mystery & detective, general',
      'Private investigators, fiction',
      'Cats.',
    ),
  ).toEqual([
    'mystery',
    'animals',
    'Whales',
    'Fiction, mystery & detective, general',
    'Private investigators, fiction',
    'Cats',
  ]);
});

test('notes of a library and repetitions are left out', () => {
  expect(
    read(
      'Accessible book',
      'Protected DAISY',
      'In library',
      'Whales',
      'whales',
      'nyt:fiction=2011',
    ),
  ).toEqual(['Whales']);
});

test('a heading with many parts counts once for each genre', () => {
  expect(read('Juvenile fiction', 'Science fiction')[0]).toBe('children');
});

test('no more than twenty subjects', () => {
  const headings = Array.from({ length: 40 }, (_, i) => `Chapter ${i}`);
  const found: string[] = [];
  expect(createSubjectReader((finding) => found.push(finding))(headings)).toHaveLength(12);
  expect(found).toEqual(['many subjects']);
});

test('subjects of several records are joined without repetitions', () => {
  expect(joinSubjects([['history', 'Whales'], ['WHALES', 'Ships'], []])).toEqual([
    'history',
    'Whales',
    'Ships',
  ]);
});
