import { describe, expect, test } from 'vitest';
import { BookId, UserId } from './ids.ts';

describe('a book id', () => {
  test.each(['gb:1', 'OL45804W', 'a', '9780441013593', 'a.b_c-d:e', 'x'.repeat(64)])(
    'may be %s',
    (id) => expect(BookId.parse(id)).toBe(id),
  );
  test.each([
    '',
    'batch',
    '.a',
    '-a',
    ':a',
    '_a',
    '__proto__',
    'a b',
    'a/b',
    'ä',
    'a\n',
    'x'.repeat(65),
  ])('may not be %j', (id) => expect(BookId.safeParse(id).success).toBe(false));
});

describe("a reader's id", () => {
  test.each([
    'a',
    'Ann B.',
    'ann@example.org',
    '日本',
    '😀',
    '__proto__',
    'a/b',
    '=1+1',
    'x'.repeat(128),
  ])('may be %s', (id) => expect(UserId.parse(id)).toBe(id));
  test.each([
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['a line break', 'a\nb'],
    ['a null', 'a\u0000'],
    ['a direction mark', '\u202Eann'],
    ['half a surrogate pair', '\uD83D'],
    ['a blank that looks like another', 'a\u00A0b'],
    ['a zero-width blank', 'a\u200Bb'],
  ])('may not be %s', (_what, id) => expect(UserId.safeParse(id).success).toBe(false));
});
