import { anIndexedBook } from './books.ts';

const rowling = ['J.K. Rowling'];
export const HARRY_POTTER = [
  anIndexedBook({
    book_id: 'hp5',
    title: 'Harry Potter and the Order of the Phoenix (Harry Potter, #5)',
    authors: rowling,
    readers: 1_735_368,
  }),
  anIndexedBook({
    book_id: 'hp1',
    title: "Harry Potter and the Sorcerer's Stone (Harry Potter, #1)",
    authors: rowling,
    readers: 4_602_479,
  }),
  anIndexedBook({
    book_id: 'hpbox',
    title: 'Harry Potter Boxset (Harry Potter, #1-7)',
    authors: rowling,
    readers: 190_050,
  }),
  anIndexedBook({ book_id: 'clay', title: 'The Potter and the Clay', readers: 12 }),
];

/** Few books of every kind. */
export const SHELF = [
  anIndexedBook({
    book_id: 'dune',
    title: 'Dune',
    authors: ['Frank Herbert'],
    publication_year: 1965,
    language: 'en',
    subjects: ['Science fiction', 'Deserts'],
    isbn: '0441172717',
    readers: 900,
    stars: 4.2,
  }),
  anIndexedBook({
    book_id: 'messiah',
    title: 'Dune Messiah',
    authors: ['Frank Herbert'],
    publication_year: 1969,
    language: 'en',
    subjects: ['Science Fiction'],
    readers: 300,
    stars: 3.8,
  }),
  anIndexedBook({
    book_id: 'solaris',
    title: 'Solaris',
    authors: ['Stanisław Lem'],
    publication_year: 1961,
    language: 'pl',
    subjects: ['science fiction', 'Oceans'],
    readers: 500,
    stars: 4.6,
  }),
  anIndexedBook({ book_id: 'plain', title: 'A Plain Tale of Dune Grass' }),
];
