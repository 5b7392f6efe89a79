import { expect, test } from 'vitest';
import type { KnownBook } from './library.ts';
import { createVisitor, drawStep } from './mix.ts';
import { askAsStranger, rateAndLook, type Reader } from './rating.ts';
import {
  listByPrefix,
  readBatch,
  readBook,
  searchAdvanced,
  searchBooks,
  suggest,
} from './reading.ts';
import type { Answer, Question, Step } from './step.ts';
import { createHonestApi, faultsOf, type Plant } from './testing/honest-api.ts';

const DUNE: KnownBook = { book_id: 'b:1', title: 'Dune', author: 'Frank Herbert', year: 1965 };
const EMMA: KnownBook = { book_id: 'b:2', title: 'Emma', author: 'Jane Austen', year: 1815 };
const LIBRARY = [DUNE, EMMA];

const newReader = (): Reader => ({ id: 'ann', starsByBook: new Map() });
const rating = (reader = newReader()) => voided(rateAndLook(reader, DUNE, 2.5));

function* voided(step: ReturnType<typeof rateAndLook>): Step {
  yield* step;
}

const STEPS: Readonly<Record<string, () => Step>> = {
  search: () => searchBooks(DUNE),
  advanced: () => searchAdvanced(DUNE),
  prefix: () => listByPrefix(DUNE, 2),
  suggest: () => suggest(DUNE, DUNE.title.length),
  book: () => readBook(DUNE),
  batch: () => readBatch(LIBRARY),
  rating: () => rating(),
  stranger: () => askAsStranger('bob'),
};

test.each(Object.entries(STEPS))('finds nothing wrong with right answers: %s', (_, step) => {
  expect(faultsOf(step(), createHonestApi(LIBRARY).answer)).toEqual([]);
});

test('takes a title with an apostrophe as the index does', () => {
  const angels: KnownBook = { ...DUNE, title: 'Angels & Demons' };
  const game: KnownBook = { ...DUNE, title: "The Angel's Game" };
  const both = planted('prefix', { results: [angels, game], count: 2 });
  expect(faultsOf(listByPrefix(angels, 6), createHonestApi([angels, game], both).answer)).toEqual(
    [],
  );
});

const planted = (endpoint: string, change: Parameters<typeof Object.assign>[0]): Plant => {
  return (asked, body) => (asked === endpoint ? { ...body, ...change } : body);
};
const unavailable: Answer = { status: 503, text: '{}' };

test.each<[string, () => Step, Plant, string]>([
  ['no book', STEPS['search']!, planted('search', { results: [], count: 0 }), 'not among'],
  ['a wrong count', STEPS['search']!, planted('search', { count: 9 }), 'count 9 of 1'],
  ['no result', STEPS['advanced']!, planted('advanced', { results: [] }), 'is not found'],
  [
    'another year',
    STEPS['advanced']!,
    planted('advanced', { results: [{ book_id: 'b:1', year: 1966 }] }),
    'not of 1965',
  ],
  [
    'a stray title',
    STEPS['prefix']!,
    planted('prefix', { results: [{ book_id: 'b:2', title: 'Emma' }] }),
    'does not begin',
  ],
  ['no titles', STEPS['prefix']!, planted('prefix', { results: [] }), 'nothing begins'],
  ['no suggestion', STEPS['suggest']!, planted('suggest', { suggestions: [] }), 'not suggested'],
  ['another book', STEPS['book']!, planted('book', { book_id: 'b:2' }), 'b:2 instead of b:1'],
  ['a mean of none', STEPS['book']!, planted('book', { average_rating: null }), 'a mean of null'],
  ['one missing', STEPS['batch']!, planted('batch', { missing: [] }), 'missing'],
  ['a bad histogram', STEPS['rating']!, planted('ratings', { total_ratings: 7 }), 'total of 7'],
  [
    'a mean that did not move',
    STEPS['rating']!,
    planted('rate', { book: { average_rating: 4.25, ratings_count: 5 } }),
    'a mean of 4.25 instead of 3.9',
  ],
  [
    'a rating that is not counted',
    STEPS['rating']!,
    planted('rate', { book: { average_rating: 4.25, ratings_count: 4 } }),
    '4 ratings after 4',
  ],
  ['a lost rating', STEPS['rating']!, planted('reader', { total_ratings: 0 }), '0 of 1 ratings'],
  [
    'a rated book that is recommended',
    STEPS['rating']!,
    (endpoint, body) =>
      endpoint === 'recommendations'
        ? { recommendations: [{ book_id: 'b:1' }, ...(body['recommendations'] as []).slice(1)] }
        : body,
    'b:1 is recommended and has been rated',
  ],
  [
    'an empty list',
    STEPS['stranger']!,
    planted('recommendations', { recommendations: [] }),
    '0 books',
  ],
  ['another shape', STEPS['stranger']!, () => ({}), 'no answer of that shape'],
  ['no JSON', STEPS['book']!, () => ({ status: 200, text: '<html>' }), 'no answer of that shape'],
  ['a refusal', STEPS['book']!, () => unavailable, 'status 503'],
  [
    'nothing',
    STEPS['book']!,
    () => ({ status: 0, text: '', error: 'connect ECONNREFUSED' }),
    'ECONNREFUSED',
  ],
])('sees %s', (_, step, plant, fault) => {
  expect(faultsOf(step(), createHonestApi(LIBRARY, plant).answer).join()).toContain(fault);
});

test('lets pass that another reader rates the book or changes a rating at the same moment', () => {
  for (const other of ['bob', 'zoe']) {
    const api = createHonestApi(LIBRARY);
    api.rate('b:1', { user_id: 'zoe', rating: 1 });
    let isMeanwhile = true;
    const answer = (question: Question) => {
      if (question.endpoint === 'rate' && isMeanwhile) {
        isMeanwhile = false;
        api.rate('b:1', { user_id: other, rating: 5 });
      }
      return api.answer(question);
    };
    expect(faultsOf(rating(), answer)).toEqual([]);
  }
});

test('a visitor whose rating had no answer goes on under another name, since it may be stored', () => {
  const names: string[] = [];
  const visitor = createVisitor('x');
  const api = createHonestApi(LIBRARY);
  // The first draw picks the book, the second the kind of step: the last is the rating.
  const rate = () => drawStep(visitor, { library: LIBRARY, random: () => 0.99 });
  for (const isAway of [true, false]) {
    for (const question of rate()) {
      const isLost = question.endpoint === 'rate' && isAway;
      if (question.endpoint === 'rate') names.push(/"user_id":"([^"]*)"/.exec(question.body!)![1]!);
      expect(question.judge(isLost ? unavailable : api.answer(question))).toBe(
        isLost ? 'status 503' : undefined,
      );
    }
  }
  expect(names).toEqual(['load-x', 'load-x-2']);
});

test('the mix has its shares, by requests', () => {
  const library = Array.from({ length: 20 }, (_, n) => ({ ...DUNE, book_id: `b:${n}` }));
  const counts = new Map<string, number>();
  let requests = 0;
  for (let step = 0; step < 8500; step += 1) {
    let draw = 0;
    // Evenly over the kinds of steps; everything else in the middle.
    const random = () => ((draw += 1) === 2 ? step / 8500 : 0.5);
    for (const { endpoint, judge } of drawStep(createVisitor('x'), { library, random })) {
      counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
      requests += 1;
      // Right as far as it decides on the next question.
      judge({
        status: endpoint === 'rate' ? 201 : 200,
        text: JSON.stringify({
          rating: { user_id: 'load-x', rating: 3 },
          book: { average_rating: 3, ratings_count: 9 },
          ratings_distribution: {},
          total_ratings: 0,
          average_rating: null,
        }),
      });
    }
  }
  const share = (...endpoints: string[]) =>
    Math.round(
      (100 * endpoints.reduce((sum, endpoint) => sum + (counts.get(endpoint) ?? 0), 0)) / requests,
    );
  expect(share('search')).toBe(30);
  expect(share('advanced')).toBe(10);
  expect(share('prefix', 'suggest')).toBe(15);
  expect(share('book')).toBe(15);
  expect(share('batch')).toBe(10);
  for (const endpoint of ['rate', 'ratings', 'reader', 'recommendations']) {
    expect(share(endpoint)).toBe(5);
  }
});
