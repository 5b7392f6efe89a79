import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHonestApi } from '../../readers/testing/honest-api.ts';
import type { Endpoint } from '../../readers/step.ts';
import type { LoadOptions } from '../load-options.ts';
import { optionsOf } from '../scenarios.ts';
import { playOnNode } from './play-on-node.ts';

const BOOK = { book_id: 'b:1', title: 'Dune', author: 'Frank Herbert', year: 1965 };
// As many as a batch takes, but of one kind.
const LIBRARY = Array.from({ length: 11 }, () => BOOK);

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers every question for a book, and holds answers back while `isStalled`. */
function bookServer(isStalled: (request: number) => boolean = () => false) {
  const api = createHonestApi(LIBRARY);
  const endpoint: Endpoint = 'book';
  let requests = 0;
  const held: (() => void)[] = [];
  return listen(({ url = '' }, response) => {
    const { status, text } = api.answer({ endpoint, method: 'GET', path: url, judge: () => '' });
    const reply = () => response.writeHead(status, { 'content-length': text.length }).end(text);
    requests += 1;
    if (isStalled(requests)) held.push(reply);
    else {
      for (const release of held.splice(0)) release();
      reply();
    }
  });
}

/** Draws nothing but the book. */
const onlyBook = () => {
  let draws = 0;
  return () => ((draws += 1) % 2 === 0 ? 60 / 85 : 0);
};

const arrivals = (over: object = {}): LoadOptions => ({
  ...optionsOf('arrival'),
  scenarios: {
    measured: {
      executor: 'constant-arrival-rate',
      exec: 'arrivals',
      rate: 100,
      timeUnit: '1s',
      duration: '1s',
      preAllocatedVUs: 1,
      maxVUs: 200,
      ...over,
    },
  },
});

const settings = (target: string) => ({
  target,
  library: LIBRARY,
  runId: 'test',
  random: onlyBook(),
  signal: new AbortController().signal,
});

test('asks at its rate, judges every answer and finds the thresholds held', async () => {
  const run = await playOnNode({ ...settings(await bookServer()), options: arrivals() });
  expect(run.metrics['http_reqs']?.values['count']).toBe(100);
  expect(run.metrics['wrong_answers']).toMatchObject({
    values: { count: 0 },
    thresholds: { 'count==0': { ok: true } },
  });
  const selected = run.metrics['http_req_duration{scenario:measured,endpoint:book}'];
  expect(selected?.values['count']).toBe(100);
  expect(run.endedBy).toBeUndefined();
});

test('what waits behind a server that stands still is counted from when it was to be asked', async () => {
  // Half of the run long it answers nothing, then all at once: no request of that time was quick.
  const target = await bookServer((request) => request > 25 && request < 75);
  const run = await playOnNode({ ...settings(target), options: arrivals() });
  const { values } = run.metrics['http_req_duration']!;
  expect(values['count']).toBe(100);
  // 50 requests waited evenly up to half a second, so a twentieth of all did for more than 400 ms.
  expect(values['p(95)']).toBeGreaterThan(300);
});

test('a wrong answer and a refused request break the run, and are told in words', async () => {
  const told: string[] = [];
  const answer = (status: number, body: object) =>
    listen((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  const options = arrivals({ rate: 20 });
  const onWrong = (sentence: string) => told.push(sentence);
  const wrong = await answer(200, { book_id: 'b:2', title: 'Dune', ratings_count: 0 });
  const run = await playOnNode({ ...settings(wrong), options, onWrong });
  expect(run.metrics['wrong_answers']?.values['count']).toBe(20);
  expect(run.metrics['wrong_answers']?.thresholds).toEqual({ 'count==0': { ok: false } });
  expect(run.metrics['http_req_failed']?.thresholds).toEqual({ 'rate==0': { ok: true } });
  expect(told.length).toBe(5);
  expect(told[0]).toContain('book GET /books/b:1: b:2 instead of b:1 (200: {"book_id":"b:2"');

  const refusing = await playOnNode({ ...settings(await answer(503, {})), options });
  expect(refusing.metrics['http_req_failed']?.values['passes']).toBe(20);
  expect(refusing.metrics['http_req_failed']?.thresholds).toEqual({ 'rate==0': { ok: false } });
});

test('an interrupted run tells what it has measured', async () => {
  const stop = new AbortController();
  const options = arrivals({ duration: '60s' });
  const target = await bookServer((request) => {
    if (request === 30) stop.abort();
    return false;
  });
  const run = await playOnNode({ ...settings(target), options, signal: stop.signal });
  expect(run.endedBy).toBe('interrupted');
  expect(run.metrics['http_reqs']?.values['count']).toBeGreaterThanOrEqual(29);
  expect(run.metrics['wrong_answers']?.values['count']).toBe(0);
});

test('strangers all ask, at once', async () => {
  const names = new Set<string>();
  const held: (() => void)[] = [];
  const list = JSON.stringify({
    recommendations: Array.from({ length: 20 }, (_, n) => ({ book_id: `b:${n}` })),
  });
  // Nobody is answered before all have asked.
  const target = await listen(({ url = '' }, response) => {
    names.add(url);
    held.push(() => response.end(list));
    if (held.length === 250) for (const reply of held) reply();
  });
  const run = await playOnNode({ ...settings(target), options: optionsOf('strangers') });
  expect(names.size).toBe(250);
  expect(run.metrics['wrong_answers']?.values['count']).toBe(0);
});

test('arrivals that wait for a server that stands still share a few connections, and none is lost', async () => {
  const api = createHonestApi(LIBRARY);
  const connections = new Set<number>();
  let held: (() => void)[] | undefined = [];
  const target = await listen(({ url = '', socket }, response) => {
    connections.add(socket.remotePort ?? 0);
    const question = { endpoint: 'book', method: 'GET', path: url, judge: () => '' } as const;
    const reply = () => response.end(api.answer(question).text);
    if (held === undefined) reply();
    else held.push(reply);
  });
  const release = () => {
    // On a slow machine it takes longer until there are as many as there may be.
    if (connections.size < 256) return;
    for (const reply of held ?? []) reply();
    held = undefined;
  };
  const options = arrivals({ rate: 600, maxVUs: 600 });
  const run = await playOnNode({ ...settings(target), options, onMoment: release });
  expect(run.metrics['http_reqs']?.values['count']).toBe(600);
  expect(run.metrics['wrong_answers']?.values['count']).toBe(0);
  expect(connections.size).toBe(256);
});
