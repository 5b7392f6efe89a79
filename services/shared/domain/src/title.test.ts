import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSeriesTitle } from './title.ts';

describe('a series in the brackets that end a title', () => {
  test.each([
    ['Dune (Dune Chronicles #1)', 'Dune', 'Dune Chronicles', 1],
    ['The Hunger Games (The Hunger Games, #1)', 'The Hunger Games', 'The Hunger Games', 1],
    ['Sabriel (Abhorsen,  #1)', 'Sabriel', 'Abhorsen', 1],
    ['Moonlight Mile (Kenzie & Gennaro,#6)', 'Moonlight Mile', 'Kenzie & Gennaro', 6],
    ['Judy Moody (Judy Moody, # 1)', 'Judy Moody', 'Judy Moody', 1],
    ['I, Robot (Robot #0.1)', 'I, Robot', 'Robot', 0.1],
    ['Bullet (Anita Blake, Vampire Hunter #19)', 'Bullet', 'Anita Blake, Vampire Hunter', 19],
    ['Ranma ½, Vol. 1 (Ranma ½ (US 2nd), #1)', 'Ranma ½, Vol. 1', 'Ranma ½ (US 2nd)', 1],
    ['Sleeping Beauty (Disney Princess, 5)', 'Sleeping Beauty', 'Disney Princess', 5],
    ['Wild Things (Prowlers Book 1)', 'Wild Things', 'Prowlers', 1],
    ['Mowgli (The Jungle Book, #2)', 'Mowgli', 'The Jungle Book', 2],
    ['The Big O (The Missing Part, #1)', 'The Big O', 'The Missing Part', 1],
  ])('%s', (catalogued, title, name, volume) => {
    expect(parseSeriesTitle(catalogued)).toEqual({ title, series: { name, volume } });
  });

  test.each([
    ['The Color of Magic (Discworld, #1; Rincewind #1)', 'Discworld', 1],
    ['Night Play (Dark-Hunter #5, Were-Hunter #1)', 'Dark-Hunter', 5],
    [
      'To Green Angel Tower (Memory, Sorrow, and Thorn, #3; Part 2)',
      'Memory, Sorrow, and Thorn',
      3,
    ],
    ['A Storm of Swords (A Song of Ice and Fire, #3: Part 2 of 2)', 'A Song of Ice and Fire', 3],
    [
      'Deep Kiss (Includes: Immortals After Dark, #8; Alien Huntress, #3.5)',
      'Immortals After Dark',
      8,
    ],
    ['The Fifth Dominion (Imajica Part #1/2)', 'Imajica', 1],
  ])('is the first of several: %s', (catalogued, name, volume) => {
    expect(parseSeriesTitle(catalogued).series).toEqual({ name, volume });
  });

  test.each([
    ['The Lord of the Rings (The Lord of the Rings, #1-3)', 'The Lord of the Rings'],
    ['The Oedipus Cycle (The Theban Plays, #1–3)', 'The Theban Plays'],
    ['Four (Divergent, #0.1 - 0.4)', 'Divergent'],
    ['The Twilight Saga (Twilight, #1-4 + 3.5)', 'Twilight'],
    ['Happily Ever After (The Selection, #0.4, 0.5, 2.5, 2.6)', 'The Selection'],
    ['A Touch of Dead (Sookie Stackhouse, #4.1, #4.3, #5.1)', 'Sookie Stackhouse'],
    ['Boxed Set (Harry Potter, Books 1-5)', 'Harry Potter'],
  ])('has no volume when one book holds several: %s', (catalogued, name) => {
    expect(parseSeriesTitle(catalogued).series).toEqual({ name });
  });

  test('may be named without a number when it is known from elsewhere', () => {
    const isKnown = (name: string): boolean => name === 'Diary of a Wimpy Kid';
    expect(parseSeriesTitle('Do-It-Yourself Book (Diary of a Wimpy Kid)', isKnown)).toEqual({
      title: 'Do-It-Yourself Book',
      series: { name: 'Diary of a Wimpy Kid' },
    });
  });
});

describe('a title without a series', () => {
  test.each([
    'To Kill a Mockingbird',
    'Saga #1',
    '#GIRLBOSS',
    'You Just Don’t Get It (And Other Concerns)',
    'Cat’s Cradle (Modern Critical Interpretations)',
    'The Firm (Penguin Readers, Level 5)',
    'America (The Book): A Citizen’s Guide',
    'A Moveable Feast (Paris, 1920)',
    'The Complete Wreck (Books 1-13)',
    'The Annotated Sherlock Holmes (2 Volume Set)',
    'Tea Time (The No. 1 Ladies’ Detective Agency)',
    'Unclosed (Discworld, #3',
    'Unopened Discworld, #3)',
    'Nameless (#1)',
    '(Dune, #1)',
  ])('keeps its brackets: %s', (title) => {
    expect(parseSeriesTitle(title)).toEqual({ title });
  });

  test('is returned trimmed', () => {
    expect(parseSeriesTitle('  Emma ')).toEqual({ title: 'Emma' });
  });
});

test('a volume beyond any series is left out, the name stays', () => {
  expect(parseSeriesTitle('Log (Daily Log, #20260131)').series).toEqual({ name: 'Daily Log' });
});

test('any title without brackets gets its series back from "title (name, #n)"', () => {
  const words = fc.stringMatching(/^[A-Za-z][a-z]{0,8}( [A-Z][a-z]{1,8}){0,3}$/);
  fc.assert(
    fc.property(words, words, fc.nat({ max: 10_000 }), (title, name, volume) => {
      expect(parseSeriesTitle(`${title} (${name}, #${volume})`)).toEqual({
        title,
        series: { name, volume },
      });
    }),
  );
});

test('any text is read without failing, and the title is never emptied', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
      const { title } = parseSeriesTitle(text);
      expect(title === '').toBe(text.trim() === '');
    }),
  );
});
