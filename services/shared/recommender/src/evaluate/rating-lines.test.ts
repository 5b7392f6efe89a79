import { describe, expect, test } from 'vitest';
import { createLineReader, type RatingFormat } from './rating-lines.ts';

function read(format: RatingFormat, ...lines: string[]) {
  const ratings: unknown[] = [];
  const readLine = createLineReader(format);
  for (const line of lines) readLine(line, (...rating) => ratings.push(rating));
  return ratings;
}

describe('reading ratings', () => {
  test('takes a user and items from a line of adjacency', () => {
    expect(read('adjacency', '7 1 22  3\r', '', '8')).toEqual([
      ['7', '1', 5],
      ['7', '22', 5],
      ['7', '3', 5],
    ]);
  });

  test('takes user, item and rating from a line of csv', () => {
    expect(read('csv', '7,1,4.5', '"u, 8","say ""b""",3\r')).toEqual([
      ['7', '1', 4.5],
      ['u, 8', 'say "b"', 3],
    ]);
  });

  test('follows the names in a first line', () => {
    expect(read('csv', 'book_id,user_id,rating', '1,7,5')).toEqual([['7', '1', 5]]);
    expect(read('csv', '"User-ID","ISBN","Book-Rating"', '7,1,0')).toEqual([['7', '1', 0]]);
  });

  test('passes over a first line of names it does not know', () => {
    expect(read('csv', 'who,what,how', '7,1,5')).toEqual([['7', '1', 5]]);
  });

  test('counts all alike without a rating', () => {
    expect(read('csv', '7,1')).toEqual([['7', '1', 5]]);
  });

  test('refuses a line that says less or nonsense', () => {
    expect(() => read('csv', '7')).toThrow('needs a user and an item');
    expect(() => read('csv', '7,1,5', '7,1,good')).toThrow('must be a number');
  });
});
