import { expect, test } from 'vitest';
import { cleanTitle, joinTitle } from './titles.ts';

test.each([
  ['Emma [electronic resource] /', 'Emma'],
  ['Emma [microform] :', 'Emma'],
  ['Filozofia czl\u0301owieka ;', 'Filozofia czĺowieka'],
  ["L' apprentissage du vocabulaire", "L'apprentissage du vocabulaire"],
  ['The [unfinished] book', 'The [unfinished] book'],
  ['Yes/No', 'Yes/No'],
  [' / ', ''],
])('%s becomes %s', (written, kept) => {
  expect(cleanTitle(written, () => {})).toBe(kept);
});

test('a subtitle is added unless it says the form only or is there already', () => {
  expect(joinTitle('Emma', 'a study of manners')).toBe('Emma: a study of manners');
  expect(joinTitle('Emma', 'A novel.')).toBe('Emma');
  expect(joinTitle('Emma: a study', 'A study')).toBe('Emma: a study');
  expect(joinTitle('Emma', '')).toBe('Emma');
});
