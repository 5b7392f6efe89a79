import type { Answer, Question, Step } from '../step.ts';
import type { KnownBook } from '../library.ts';

type Json = Readonly<Record<string, unknown>>;
/** Changes the right answer of an endpoint into another one. */
export type Plant = (endpoint: Question['endpoint'], body: Json) => Json | Answer;

const STARS_BEFORE = { '4': 3, '5': 1 };
const OTHERS = Array.from({ length: 20 }, (_, n) => ({ book_id: `other:${n}`, title: `No ${n}` }));

/** Answers as the product does about a few books, each of which four strangers have rated. */
export function createHonestApi(library: readonly KnownBook[], plant: Plant = (_, body) => body) {
  const starsByReader = new Map<string, Map<string, number>>();
  const starsOf = (bookId: string) => [
    ...Object.entries(STARS_BEFORE).flatMap(([stars, n]) => Array<number>(n).fill(Number(stars))),
    ...[...starsByReader.values()].flatMap((stars) => stars.get(bookId) ?? []),
  ];
  const mean = (bookId: string) => {
    const stars = starsOf(bookId);
    return Math.round((stars.reduce((sum, one) => sum + one, 0) / stars.length) * 1000) / 1000;
  };
  const record = ({ book_id, title }: KnownBook) => ({
    book_id,
    title,
    average_rating: mean(book_id),
    ratings_count: starsOf(book_id).length,
  });
  const found = (books: readonly KnownBook[]) => ({
    count: books.length,
    total: books.length,
    results: books.map(({ book_id, title, year }) => ({ book_id, title, year })),
  });

  const rate = (bookId: string, { user_id: userId, rating }: Json): [number, Json] => {
    const stars = starsByReader.get(String(userId)) ?? new Map<string, number>();
    starsByReader.set(String(userId), stars);
    const status = stars.has(bookId) ? 200 : 201;
    stars.delete(bookId);
    stars.set(bookId, Number(rating));
    const book = { average_rating: mean(bookId), ratings_count: starsOf(bookId).length };
    return [status, { rating: { user_id: userId, rating }, book }];
  };

  const answerOf = ({ endpoint, path, body }: Question): [number, Json] => {
    const asked = JSON.parse(body ?? '{}') as Json;
    const last = path.split(/[/?]/);
    const [, , id = ''] = last;
    switch (endpoint) {
      case 'search':
        return [200, found(library.filter(({ title }) => title === asked['query']))];
      case 'advanced':
        return [200, found(library.filter(({ author }) => author === asked['author']))];
      case 'prefix': {
        const prefix = decodeURIComponent(last[3] ?? '');
        return [200, found(library.filter(({ title }) => title.startsWith(prefix)))];
      }
      case 'suggest':
        return [200, { suggestions: library.map(({ title }) => ({ kind: 'title', text: title })) }];
      case 'book':
        return [200, record(library.find(({ book_id }) => book_id === id)!)];
      case 'batch': {
        const ids = asked['book_ids'] as string[]; // what the step under test sends
        const known = ids.flatMap(
          (wanted) => library.find(({ book_id }) => book_id === wanted) ?? [],
        );
        const missing = ids.filter((wanted) => !known.some(({ book_id }) => book_id === wanted));
        const books = known.map(record);
        return [200, { books, count: books.length, missing }];
      }
      case 'ratings': {
        const stars = starsOf(id);
        const histogram = Object.fromEntries(
          Map.groupBy(stars, String)
            .entries()
            .map(([star, of]) => [star, of.length]),
        );
        return [
          200,
          {
            average_rating: mean(id),
            total_ratings: stars.length,
            ratings_distribution: histogram,
          },
        ];
      }
      case 'rate':
        return rate(id, asked);
      case 'reader': {
        const stars = [...(starsByReader.get(id) ?? [])].reverse();
        const ratings = stars.map(([book_id, rating]) => ({ book_id, rating }));
        return [200, { total_ratings: ratings.length, ratings }];
      }
      case 'recommendations':
      default:
        return [200, { strategy: 'personal', recommendations: OTHERS }];
    }
  };

  return {
    answer: (question: Question): Answer => {
      const [status, body] = answerOf(question);
      const planted = plant(question.endpoint, body);
      const isAnswer = typeof planted['status'] === 'number' && typeof planted['text'] === 'string';
      return isAnswer ? (planted as Answer) : { status, text: JSON.stringify(planted) };
    },
    rate,
  };
}

/** Plays a step against it. @returns what was wrong, by endpoint */
export function faultsOf(step: Step, answer: (question: Question) => Answer): string[] {
  const faults: string[] = [];
  for (const question of step) {
    const fault = question.judge(answer(question));
    if (fault !== undefined) faults.push(`${question.endpoint}: ${fault}`);
  }
  return faults;
}
