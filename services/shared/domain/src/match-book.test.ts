import { describe, expect, test } from 'vitest';
import { authorLikeness } from './author-likeness.ts';
import {
  clearWinner,
  confidenceByKey,
  confidenceByTitle,
  MATCH_CONFIDENCE,
  rankCandidates,
} from './match-book.ts';
import { aBook, bookId } from './testing/builders.ts';
import { titleLikeness } from './title-likeness.ts';

const isMatch = (confidence: number) => confidence >= MATCH_CONFIDENCE;

describe('two titles are taken for one', () => {
  test.each([
    ['Dune', 'Dune'],
    ['dune', 'DUNE'],
    ['The Hobbit', 'Hobbit'],
    ['Don’t Be Evil', "Don't be evil"],
    ['Pride & Prejudice', 'Pride and Prejudice'],
    ['Les Misérables', 'Les Miserables'],
    [
      'Harry Potter and the Sorcerer’s Stone (Harry Potter, #1)',
      "Harry Potter and the Sorcerer's Stone",
    ],
    ['Dune (Paperback)', 'Dune'],
    ['Dune: Deluxe Edition', 'Dune'],
    ['Dune (Dune Chronicles #1) [Mass Market Paperback]', 'Dune'],
    ['Beloved: A Novel', 'Beloved'],
    ['Emma (Penguin Classics)', 'Emma'],
    ['The Stand - Illustrated Edition', 'The Stand'],
    ['The Hobbit, 75th Anniversary Edition', 'The Hobbit'],
    ['Prde and Prejudice', 'Pride and Prejudice'],
    ['Harrypotter and the Sorcerers Stone', 'Harry Potter and the Sorcerers Stone'],
    ['Slaughterhouse-Five', 'Slaughterhouse Five'],
    ['Hobbit, The', 'The Hobbit'],
    ['The Walking Dead, Vol. 5: The Best Defense', 'The Walking Dead, Vol. 05: The Best Defense'],
  ])('%s / %s', (one, other) => {
    expect(isMatch(titleLikeness(one, other))).toBe(true);
    expect(isMatch(titleLikeness(other, one))).toBe(true);
  });
});

describe('two titles are not taken for one', () => {
  test.each([
    ['Overlord, Vol. 2', 'Overlord, Vol. 3'],
    ['Henry IV', 'Henry V'],
    ['Book One', 'Book Two'],
    ['The Wicked + The Divine, Vol. 1', 'The Wicked + The Divine, Vol. 11'],
    ['A Court of Mist and Fury', 'A Court of Wings and Ruin'],
    ['The Sandman', "The Sandman: The Doll's House"],
    ['Fallen', 'Fallen in Love'],
    ['It', 'If'],
    ['Emma', 'Emmas Book'],
    ['1984', '1985'],
    ['Dune (Dune Chronicles, #1)', 'Dune (Dune Chronicles, #2)'],
    ['', 'Dune'],
  ])('%s / %s', (one, other) => {
    expect(isMatch(titleLikeness(one, other))).toBe(false);
    expect(isMatch(titleLikeness(other, one))).toBe(false);
  });

  test('when one names another volume than the book is', () => {
    const dune = { name: 'Dune Chronicles', volume: 1 };
    expect(isMatch(titleLikeness('Dune (Dune Chronicles, #2)', 'Dune', dune))).toBe(false);
    expect(isMatch(titleLikeness('Dune (Dune Chronicles, #1)', 'Dune', dune))).toBe(true);
    expect(isMatch(titleLikeness('Dune (Dune Chronicles)', 'Dune', dune))).toBe(true);
    expect(isMatch(titleLikeness('Dune (Duniverse)', 'Dune', dune))).toBe(false);
  });

  test('when one is several volumes and the other is one, or may be', () => {
    const box = 'Dune (Dune Chronicles, #1-3)';
    expect(isMatch(titleLikeness(box, 'Dune', { name: 'Dune Chronicles', volume: 1 }))).toBe(false);
    expect(isMatch(titleLikeness(box, 'Dune'))).toBe(false);
    expect(isMatch(titleLikeness(box, 'Dune', { name: 'Dune Chronicles' }))).toBe(true);
  });
});

test.each([
  [['J.K. Rowling'], ['J.K. Rowling', 'Mary GrandPré'], true],
  [['Rowling, J.K.'], ['J.K. Rowling'], true],
  [['Joanne K. Rowling'], ['J.K. Rowling'], true],
  [['Rowling'], ['J.K. Rowling'], true],
  [['Jane Austin'], ['Jane Austen'], true],
  [['Kurt Vonnegut Jr.'], ['Kurt Vonnegut'], true],
  [['Stephen King'], ['Tabitha King'], false],
  [['John Green'], ['Jane Green'], false],
  [['Frank Herbert'], ['Brian Herbert'], false],
  [['Ann Leckie'], ['Jane Austen'], false],
  [['JK Rowling'], ['J.K. Rowling'], true],
  [['Ed Smith'], ['Eve Smith'], false],
  [[], ['Jane Austen'], false],
  [['Jane Austen'], [], false],
])('the authors %j and %j agree: %s', (wanted, known, agree) => {
  expect(isMatch(authorLikeness(wanted, known))).toBe(agree);
  expect(isMatch(authorLikeness(known, wanted))).toBe(agree);
});

test('of an adaptation the one who adapted it counts, not the one who wrote the book', () => {
  const retold = authorLikeness(['Gill Harvey', 'Jonathan Swift'], ['Jonathan Swift']);
  expect(isMatch(retold)).toBe(false);
  expect(isMatch(authorLikeness(['Jonathan Swift', 'Gill Harvey'], ['Jonathan Swift']))).toBe(true);
  expect(isMatch(authorLikeness(['Jonathan Swift'], ['Gill Harvey', 'Jonathan Swift']))).toBe(true);
});

describe('an ISBN', () => {
  const stone = aBook({
    title: "Harry Potter and the Sorcerer's Stone",
    authors: [{ author_name: 'J.K. Rowling' }],
    series: { name: 'Harry Potter', volume: 1 },
  });
  const authors = ['J.K. Rowling'];

  test.each([
    ['the same title', { title: stone.title, authors }, true],
    [
      'a title of another country',
      { title: "Harry Potter and the Philosopher's Stone", authors },
      true,
    ],
    ['no title', { authors: [] }, true],
    ['no author', { title: stone.title, authors: [] }, true],
    ['another author', { title: stone.title, authors: ['J. Rowling, Editor'] }, true],
    [
      'another volume',
      { title: 'Harry Potter and the Chamber (Harry Potter, #2)', authors },
      false,
    ],
    ['another book of the author', { title: 'The Casual Vacancy', authors }, false],
    [
      'another book of the author alike in common words',
      { title: "The Potter's End", authors },
      false,
    ],
    ['a number that the book has not', { title: 'Harry Potter and the Stone 4', authors }, false],
    ['less of the title', { title: 'Harry Potter and the Stone', authors }, true],
    ['another book', { title: 'Dune', authors: ['Frank Herbert'] }, false],
  ])('with %s is enough: %o %s', (_, wanted, isEnough) => {
    expect(isMatch(confidenceByKey(wanted, stone))).toBe(isEnough);
  });
});

test('a title with another author is not enough, nor one without', () => {
  const emma = aBook({ title: 'Emma', authors: [{ author_name: 'Jane Austen' }] });
  const confidence = (authors: string[]) => confidenceByTitle({ title: 'Emma', authors }, emma);
  expect(confidence(['Jane Austen'])).toBe(1);
  expect(isMatch(confidence([]))).toBe(false);
  expect(isMatch(confidence(['Alexander McCall Smith']))).toBe(false);
});

describe('of several candidates', () => {
  const candidate = (id: string, confidence: number) => ({ bookId: bookId(id), confidence });

  test('the surest wins, when it is sure and ahead', () => {
    expect(clearWinner([candidate('b:1', 1), candidate('b:2', 0.94)])?.bookId).toBe('b:1');
    expect(clearWinner([candidate('b:1', 1), candidate('b:2', 1)])).toBeUndefined();
    expect(clearWinner([candidate('b:1', 0.89)])).toBeUndefined();
    expect(clearWinner([])).toBeUndefined();
  });

  test('three are shown at most, surest first, none that is far off', () => {
    const all = [0.2, 0.5, 0.9, 0.5, 0.4].map((confidence, n) => candidate(`b:${n}`, confidence));
    expect(rankCandidates(all).map(({ bookId: id }) => id)).toEqual(['b:2', 'b:1', 'b:3']);
  });
});
