import { connect } from 'node:net';
import { pick, randomBelow } from '@books/search/evaluate/random';

export type HostileTrafficOptions = {
  /** Of one process that has public paths. */
  readonly url: string;
  readonly name: ProcessWithPaths;
  readonly random: () => number;
  readonly requests: number;
};

export type ProcessWithPaths =
  'search-api' | 'bookdetail-api' | 'ratings-api' | 'recommendation-api';

/** One request: a method, a path and a body, or bytes that are none. */
type Ask = readonly [method: string, path: string, body?: string] | { readonly bytes: string };

const AT_A_TIME = 8;
/** So few that whatever is kept for each of them is soon there. */
const READERS = 40;
const BOOKS = 40;
const DEEP = '['.repeat(5000);

/** Good and hostile requests to one process. @returns how often each status came; 0 for a broken connection */
export async function sendHostileTraffic(
  options: HostileTrafficOptions,
): Promise<ReadonlyMap<number, number>> {
  const { url, name, random, requests } = options;
  const statuses = new Map<number, number>();
  let left = requests;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const ask = pick(random, [...ASKS[name](random), ...anywhere(random)]);
      const status = 'bytes' in ask ? await sendBytes(url, ask.bytes) : await send(url, ask);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, one));
  return statuses;
}

const word = (random: () => number): string => randomBelow(random, 1e9).toString(36);

/** Requests that are good, and some that are nearly. */
const ASKS: Readonly<Record<ProcessWithPaths, (random: () => number) => Ask[]>> = {
  'search-api': (random) => [
    ['GET', `/search?q=harry+poter+${word(random)}`],
    ['GET', `/search/suggest?q=${word(random).slice(0, 3)}`],
    ['POST', '/search', JSON.stringify({ query: `the ${word(random)}`, limit: 20 })],
    ['POST', '/search', DEEP],
    ['GET', `/search?q=${word(random).repeat(500)}`],
  ],
  'bookdetail-api': (random) => [
    ['GET', `/books/gb:${1 + randomBelow(random, BOOKS)}`],
    ['GET', `/books/${word(random)}`],
    ['POST', '/books/batch', JSON.stringify({ book_ids: ['gb:1', 'gb:2', word(random)] })],
    ['POST', '/books/batch', JSON.stringify({ book_ids: word(random) })],
  ],
  'ratings-api': (random) => [
    ['GET', `/users/reader-${randomBelow(random, READERS)}/ratings`],
    ['GET', `/users/${word(random)}/ratings`],
    [
      'POST',
      `/books/gb:${1 + randomBelow(random, BOOKS)}/rate`,
      JSON.stringify({ user_id: `reader-${randomBelow(random, READERS)}`, rating: 4 }),
    ],
    ['POST', '/books/gb:1/rate', JSON.stringify({ user_id: word(random), rating: 77 })],
    ['POST', '/books/gb:1/rate', DEEP],
    ['DELETE', `/users/${word(random)}/ratings/gb:1`],
  ],
  'recommendation-api': (random) => [
    ['GET', `/recommendations/reader-${randomBelow(random, READERS)}`],
    ['GET', `/recommendations/reader-1?language=${word(random)}`],
    ['GET', `/recommendations/${encodeURIComponent(`\u0000${word(random)}`)}`],
  ],
};

/** What any process may get. */
const anywhere = (random: () => number): Ask[] => [
  ['GET', `/${word(random)}/${word(random)}`],
  ['PUT', `/${word(random)}`, word(random)],
  { bytes: `GET / HTTP/1.1\r\nhost: x\r\nx-${word(random)}: ${'a'.repeat(20_000)}\r\n\r\n` },
  // Half a body, then nothing more: the connection is broken off.
  { bytes: 'POST /search HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"query":' },
];

async function send(url: string, [method, path, body]: readonly [string, string, string?]) {
  const response = await fetch(url + path, {
    method,
    ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** @returns the status of the answer if there was one at once, else 0 */
async function sendBytes(url: string, bytes: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  return new Promise((resolve) => {
    const end = (status: number) => {
      socket.destroy();
      resolve(status);
    };
    socket.on('error', () => end(0));
    socket.once('close', () => end(0));
    socket.once('data', (data) => end(Number(/^HTTP\/1\.1 (\d{3})/.exec(data.toString())?.[1])));
    socket.write(bytes, () => {
      if (!bytes.endsWith('\r\n\r\n')) end(0);
    });
  });
}
