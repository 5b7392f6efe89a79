import { describe, expect, test } from 'vitest';
import { authorId, parseAuthors } from './authors.ts';

describe('authors of a book', () => {
  test('are named in order, each with a stable id', () => {
    expect(parseAuthors('J.K. Rowling, Mary GrandPré')).toEqual([
      { author_id: 'gb:a:j-k-rowling', author_name: 'J.K. Rowling' },
      { author_id: 'gb:a:mary-grandpre', author_name: 'Mary GrandPré' },
    ]);
  });

  test('are named once, even if the blanks differ', () => {
    const authors = parseAuthors('Robert   Jackson, Ann Lee, Robert Jackson');
    expect(authors.map((author) => author.author_name)).toEqual(['Robert Jackson', 'Ann Lee']);
  });

  test('may be nobody', () => {
    expect(parseAuthors('')).toEqual([]);
    expect(parseAuthors(' , -')).toEqual([]);
  });
});

describe('an author id', () => {
  test.each([
    ['J. K.  ROWLING', 'gb:a:j-k-rowling'],
    ["Flannery O'Connor", 'gb:a:flannery-oconnor'],
    ['Flannery O’Connor', 'gb:a:flannery-oconnor'],
    ['Gabriel Garci\u0301a Márquez', 'gb:a:gabriel-garcia-marquez'],
    ['Jo Nesbø', 'gb:a:jo-nesbø'],
    ['村上 春樹', 'gb:a:村上-春樹'],
    ['Kurt Vonnegut Jr.', 'gb:a:kurt-vonnegut-jr'],
  ])('of %s is %s', (name, id) => {
    expect(authorId(name)).toBe(id);
  });

  test('tells names apart that differ in more than spelling', () => {
    expect(authorId('Ann Lee')).not.toBe(authorId('Anne Lee'));
  });

  test('does not exist without a letter or digit', () => {
    expect(authorId('- . -')).toBeUndefined();
  });
});
