import { describe, expect, test } from 'vitest';
import type { IndexHit } from './hits.ts';
import { parseSynonyms } from './synonyms.ts';
import { aDocument, anIndex, idsFor } from './testing/documents.ts';

const SYNONYMS = parseSynonyms(`
  lotr => lord of the rings   # as readers shorten it
  sf = science fiction
`);

const INDEX = anIndex(
  [
    aDocument({
      title: "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)",
      authors: ['J.K. Rowling'],
      popularity: 4_602_479,
    }),
    aDocument({ title: 'Harry Potter Boxset (Harry Potter, #1-7)', popularity: 190_050 }),
    aDocument({ title: 'The Potter and the Clay', popularity: 12 }),
    aDocument({
      title: 'Murder on the Orient Express',
      authors: ['Agatha Christie', 'A Translator', 'Another Translator'],
      popularity: 138_444,
    }),
    aDocument({ title: 'Passenger to Frankfurt', authors: ['Agatha Christie'], popularity: 900 }),
    aDocument({ title: 'A Companion to Agatha Christie', popularity: 10_356 }),
    aDocument({ title: 'The Hobbit', authors: ['J.R.R. Tolkien'], popularity: 2_071_616 }),
    aDocument({ title: 'Tolkien and the Great War', popularity: 400 }),
    aDocument({ title: 'The Pact', popularity: 221_225 }),
    aDocument({ title: 'The Pigman (The Pigman, #1)', popularity: 21_278 }),
    aDocument({ title: 'The Fellowship of the Ring', series: 'The Lord of the Rings 1' }),
    aDocument({ title: 'The Lord of the Rings', popularity: 400_000 }),
    aDocument({ title: 'Lord of the Flies', popularity: 1_600_000 }),
    aDocument({ title: "Don't Be Evil", authors: ['Rana Foroohar'] }),
    aDocument({ title: 'To Be Good or Evil', popularity: 5000 }),
    aDocument({ title: 'The Art of Worldly Wisdom', authors: ['Baltasar Gracián'] }),
    aDocument({ title: "Heroes' Feast", popularity: 50 }),
    aDocument({ title: 'A Feast for Crows', popularity: 500_000 }),
    aDocument({ title: 'There There', authors: ['Tommy Orange'] }),
    aDocument({ title: 'And Then There Were None', popularity: 600_000 }),
    aDocument({ title: 'It', authors: ['Stephen King'], popularity: 400 }),
    aDocument({ title: 'It Ends with Us', popularity: 4_000_000 }),
    aDocument({ title: 'Italy', popularity: 40_000 }),
    aDocument({ title: 'Hamlet', authors: ['William Shakespeare'], popularity: 700_000 }),
    aDocument({ title: 'Shake Hands Forever', popularity: 900 }),
    aDocument({ title: 'Spear of Destiny', popularity: 900 }),
    ...[1, 2, 3].map((volume) =>
      aDocument({
        title: `Overlord, Vol. ${volume}`,
        series: `Overlord ${volume}`,
        popularity: 4000 - volume,
      }),
    ),
    aDocument({ title: 'Overlord: The Battle of Two Shores', popularity: 900_000 }),
    aDocument({
      title: 'Dune',
      authors: ['Frank Herbert'],
      subjects: ['Science fiction', 'Deserts'],
      popularity: 900,
    }),
    aDocument({ title: 'Fiction and Science', popularity: 10 }),
    aDocument({ title: '百年孤独', authors: ['加西亚·马尔克斯'] }),
    aDocument({ title: 'ألف ليلة وليلة' }),
  ],
  { synonyms: SYNONYMS },
);

describe('the book is found first, whatever was typed', () => {
  test.each([
    ['harry poter', "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)"],
    ['harrypotter', "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)"],
    ['harry potter boxset', 'Harry Potter Boxset (Harry Potter, #1-7)'],
    [
      "harry potter and the sorcerer's stone (harry potter, #1)",
      "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)",
    ],
    ['rowling stone sorcerers', "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)"],
    ['shake speare', 'Hamlet'],
    ['hamlet shakespear', 'Hamlet'],
    ['amlet', 'Hamlet'],
    ["don't be evil", "Don't Be Evil"],
    ['dont be evil', "Don't Be Evil"],
    ['gracian', 'The Art of Worldly Wisdom'],
    ['heroes feast', "Heroes' Feast"],
    ['there there', 'There There'],
    ['it', 'It'],
    ['overlord 2', 'Overlord, Vol. 2'],
    ['overlord vol 3', 'Overlord, Vol. 3'],
    ['lotr', 'The Lord of the Rings'],
    ['sf deserts', 'Dune'],
    ['potter the clay', 'The Potter and the Clay'],
    ['百年', '百年孤独'],
    ['ليلة', 'ألف ليلة وليلة'],
    // The best known by an author, though translators are named beside him and another title names him.
    ['agatha christie', 'Murder on the Orient Express'],
    // Initials without dots and blanks.
    ['jrr tolkien', 'The Hobbit'],
    // Three letters of the series are no more than three letters of a title.
    ['the p', 'The Pact'],
  ])('%s', (text, title) => {
    expect(idsFor(INDEX, text)[0]).toBe(title);
  });
});

describe('what was typed', () => {
  test('is taken word for word in quotes', () => {
    expect(idsFor(INDEX, '"lord of the"')).toEqual([
      'Lord of the Flies',
      'The Lord of the Rings',
      'The Fellowship of the Ring',
    ]);
    expect(idsFor(INDEX, '"rings the lord"')).toEqual([]);
    expect(idsFor(INDEX, '"potte"')).toEqual([]);
    expect(idsFor(INDEX, '"science fiction"')).toEqual(['Dune']);
  });

  test('shuts out words with a minus', () => {
    expect(idsFor(INDEX, 'lord -flies -fellowship')).toEqual(['The Lord of the Rings']);
    expect(idsFor(INDEX, '-flies')).toEqual(['Lord of the Flies']);
  });

  test('is corrected aloud', () => {
    const answer = (text: string) =>
      INDEX.search({ text, filters: {}, sort: 'relevance', facets: [], limit: 5, offset: 0 });
    expect(answer('harry poter').correctedQuery).toBe('harry potter');
    expect(answer('harrypotter').correctedQuery).toBe('harry potter');
    expect(answer('shake speare').correctedQuery).toBe('shakespeare');
    expect(answer('harry pott').correctedQuery).toBeUndefined();
    expect(answer('lotr').correctedQuery).toBeUndefined();
  });

  test('loses as few words as possible, and says which', () => {
    const { dropped, hits } = INDEX.search({
      text: 'dune herbert xqzvw',
      filters: {},
      sort: 'relevance',
      facets: [],
      limit: 5,
      offset: 0,
    });
    expect(dropped).toEqual(['xqzvw']);
    expect(hits[0]?.document.id).toBe('Dune');
  });
});

describe('what a word counts for', () => {
  test('is that of its commonest form when no book has it as typed', () => {
    const others = Array.from({ length: 50 }, (_, i) =>
      aDocument({ title: `A Short History of ${i}` }),
    );
    const index = anIndex([
      ...others,
      aDocument({ title: 'Some History Told Again', subjects: ['Basalt'], popularity: 20 }),
      aDocument({ title: 'Some Basalt Told Again', subjects: ['History'] }),
    ]);
    expect(idsFor(index, 'basalt histroy')[0]).toBe('Some Basalt Told Again');
  });

  test('is that of the title when this begins with it, whatever the subjects are', () => {
    const index = anIndex([
      aDocument({ title: 'Salesman', subjects: ['Sales'], popularity: 101 }),
      aDocument({ title: 'Salesmen', popularity: 100 }),
    ]);
    expect(idsFor(index, 'sales')).toEqual(['Salesman', 'Salesmen']);
  });
});

describe('a book that very many readers know', () => {
  const index = anIndex([
    aDocument({ title: 'The Adventures of Tom Sawyer', popularity: 555_359 }),
    aDocument({ title: 'Tom Sawyer Abroad', popularity: 27_628 }),
    aDocument({ title: 'Dorian Grayn muotokuva', popularity: 83 }),
    aDocument({ title: 'The Picture of Dorian Gray', popularity: 590_014 }),
    aDocument({ title: 'Pride and Prejudice', authors: ['Jane Austen'], popularity: 2_035_490 }),
    aDocument({ title: 'The Jane Austen Book Club', popularity: 53_128 }),
  ]);

  test.each([
    ['tom sawyer', 'The Adventures of Tom Sawyer'],
    ['dorian gray', 'The Picture of Dorian Gray'],
    ['jane austen', 'Pride and Prejudice'],
    ['jane austen b', 'The Jane Austen Book Club'],
    ['tom sawyer a', 'Tom Sawyer Abroad'],
  ])('comes first by a part of its title or its author: %s', (text, title) => {
    expect(idsFor(index, text)[0]).toBe(title);
  });
});

describe('highlights', () => {
  const first = (text: string): IndexHit =>
    INDEX.search({ text, filters: {}, sort: 'relevance', facets: [], limit: 1, offset: 0 })
      .hits[0]!;

  test('show the words as the book has them', () => {
    // "Harry" and "Potter", in the title and in its parentheses.
    expect(first('harry poter').highlights.title).toEqual([
      [0, 5],
      [6, 12],
      [39, 44],
      [45, 51],
    ]);
  });

  test('show whole words of which the beginning was typed, in authors too', () => {
    const { title, authors } = first('dune herb').highlights;
    expect(title).toEqual([[0, 4]]);
    expect(authors).toEqual([[[6, 13]]]);
  });

  test('cover letters that folding changes', () => {
    expect(first('gracian').highlights.authors).toEqual([[[9, 16]]]);
    expect(first('dont evil').highlights.title).toEqual([
      [0, 5],
      [9, 13],
    ]);
  });
});

describe('a file of synonyms', () => {
  test('is refused with the number of the line that cannot be read', () => {
    expect(() => parseSynonyms('a = b\nnonsense')).toThrow('line 2');
    expect(() => parseSynonyms('a => b => c')).toThrow('line 1');
  });
});
