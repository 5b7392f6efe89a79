import type { LoadRequest } from './http-load.ts';

/** One kind of request that is measured. */
export type Subject = {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Several requests that take turns. */
  readonly requests: readonly { readonly path: string; readonly body?: string }[];
  readonly statuses: readonly number[];
  /** Whether the same request always gets the same bytes. */
  readonly isConstant: boolean;
};

const BOOKS = 200;
const READERS = 200;
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const TITLES = ['the hobbit', 'pride and prejudice', 'harry poter', 'dune', 'jane eyre', '1984'];

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'book',
    method: 'GET',
    requests: numbers(BOOKS).map((n) => ({ path: `/books/gb:${n}` })),
    statuses: [200],
    isConstant: true,
  },
  {
    name: 'recommendations, cached',
    method: 'GET',
    requests: numbers(READERS).map((n) => ({ path: `/recommendations/reader-${n}` })),
    statuses: [200],
    isConstant: true,
  },
  {
    name: 'recommendations, computed',
    method: 'GET',
    // What is filtered is never cached.
    requests: numbers(READERS).map((n) => ({ path: `/recommendations/reader-${n}?min_year=1` })),
    statuses: [200],
    isConstant: false,
  },
  {
    name: 'batch of 10',
    method: 'POST',
    requests: numbers(BOOKS / 10).map((n) => ({
      path: '/books/batch',
      body: JSON.stringify({ book_ids: numbers(10).map((m) => `gb:${n * 10 + m}`) }),
    })),
    statuses: [200],
    isConstant: false,
  },
  {
    name: 'search',
    method: 'POST',
    requests: TITLES.map((query) => ({
      path: '/search',
      body: JSON.stringify({ query, limit: 10 }),
    })),
    statuses: [200],
    isConstant: false,
  },
  {
    name: 'suggest',
    method: 'GET',
    requests: TITLES.map((title) => ({
      path: `/search/suggest?q=${encodeURIComponent(title.slice(0, 4))}`,
    })),
    statuses: [200],
    isConstant: true,
  },
  {
    name: 'rate',
    method: 'POST',
    requests: numbers(BOOKS).map((n) => ({
      path: `/books/gb:${n}/rate`,
      body: JSON.stringify({ user_id: `bench-${n % 50}`, rating: 1 + (n % 9) / 2 }),
    })),
    statuses: [200, 201],
    isConstant: false,
  },
];

/** Asks for everything once. @returns the answers, by path with query */
export async function captureAnswers(
  baseUrl: string,
  { method, requests, statuses }: Subject,
): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const { path, body } of requests) {
    const response = await fetch(baseUrl + path, {
      method,
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    });
    answers[path] = await response.text();
    if (!statuses.includes(response.status)) throw new Error(`${path}: ${answers[path]}`);
  }
  return answers;
}

/**
 * The requests as they are written to a socket.
 *
 * @param answers what each has to be answered with, where that is always the same
 */
export function loadRequests(
  { method, requests, statuses, isConstant }: Subject,
  answers: Readonly<Record<string, string>>,
): LoadRequest[] {
  return requests.map(({ path, body }) => {
    const length = isConstant ? Buffer.byteLength(answers[path] ?? '') : undefined;
    const bodyHeaders =
      body === undefined
        ? ''
        : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
    return {
      bytes: Buffer.from(
        `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:8080\r\n${bodyHeaders}\r\n${body ?? ''}`,
      ),
      fault: (status, answer) => {
        if (!statuses.includes(status) && status !== 200) return `${path} got ${status}`;
        if (length !== undefined && answer.length !== length) return `${path} got another answer`;
        return answer.length < 20 ? `${path} got an empty answer` : undefined;
      },
    };
  });
}
