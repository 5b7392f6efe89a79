import { array, constantFrom, integer, option, record, string } from 'fast-check';
import type { IndexDocument } from '../index-document.ts';

/** Few letters and short words, so that typos, beginnings and joined words meet. */
export const aWord = string({ unit: constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 6 });
const someWords = array(aWord, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));

export const aQuery = array(aWord, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

const anId = integer({ min: 0, max: 19 }).map((number) => `book${number}`);

export const aRandomDocument = record({
  id: anId,
  title: someWords,
  authors: array(aWord, { maxLength: 2 }),
  subjects: array(someWords, { maxLength: 2 }),
  year: option(integer({ min: 1990, max: 1993 }), { nil: undefined }),
  language: option(constantFrom('en', 'pl'), { nil: undefined }),
  readers: integer({ min: 0, max: 3 }),
  rating: option(constantFrom(1, 3.5, 5), { nil: undefined }),
}).map(({ readers, ...facts }): IndexDocument => ({
  ...facts,
  series: '',
  isbn13s: [],
  ratingsCount: readers,
  popularity: readers,
  source: undefined,
}));

/** A catalogue without two documents of one id. */
export const aCatalogue = array(aRandomDocument, { maxLength: 20 }).map((documents) => [
  ...new Map(documents.map((document) => [document.id, document])).values(),
]);
