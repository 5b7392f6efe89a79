import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLoggerOn } from '@books/service-kit/logger';
import { startServer, type RunningServer } from '@books/service-kit/server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createProduct } from './product.ts';
import { embeddedPartsInMemory } from './testing/parts-in-memory.ts';
import { smallLibrary } from './testing/small-library.ts';

const MIB = 1024 * 1024;

const lines: string[] = [];
const sockets: Socket[] = [];
let server: RunningServer;
let close: () => Promise<void>;

beforeAll(async () => {
  const logger = createLoggerOn(
    { write: (line) => void lines.push(line) },
    { service: 'test', level: 'trace' },
  );
  const parts = await embeddedPartsInMemory({ ...smallLibrary(), logger });
  server = await startServer({
    fetch: createProduct(parts.deps).fetch,
    port: 0,
    portVariable: 'PORT',
    hostname: '127.0.0.1',
  });
  close = parts.close;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  const { status } = await fetch(`${baseUrl()}/books/b:1`);
  if (status !== 200) throw new Error(`others get ${status} after that`);
});
afterAll(async () => {
  await server.close(1000);
  await close();
});

const baseUrl = () => `http://127.0.0.1:${server.port}`;

/** What comes back for these bytes until the server hangs up; what is sent asks it to. */
async function answerTo(bytes: string | Buffer): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  const answer = text(socket).catch(() => 'reset');
  // Latin-1, so that every byte goes as it is written here.
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  return answer;
}

const statusesIn = (answer: string) =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

const BYE = 'host: x\r\nconnection: close\r\n';

describe('bytes that are no request', () => {
  test.each([
    ['a line of nonsense', 'hello, is it me you are looking for?\r\n\r\n'],
    ['the beginning of TLS', Buffer.from('16030100f4010000f00303', 'hex')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['zeroes', Buffer.alloc(4096)],
    ['a version that there is not', `GET / HTTP/9.9\r\n${BYE}\r\n`],
    ['a control character in a header', `GET / HTTP/1.1\r\n${BYE}x-a: b\u0000c\r\n\r\n`],
    [
      'two lengths',
      `POST /search HTTP/1.1\r\n${BYE}content-length: 2\r\ncontent-length: 3\r\n\r\n{}x`,
    ],
    [
      'a length and chunks',
      `POST /search HTTP/1.1\r\n${BYE}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a negative length', `POST /search HTTP/1.1\r\n${BYE}content-length: -1\r\n\r\n`],
    [
      'a chunk whose length is no number',
      `POST /search HTTP/1.1\r\n${BYE}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`,
    ],
  ])('as %s get a 400, and the connection ends', async (_, bytes) => {
    expect(statusesIn(await answerTo(bytes))).toEqual([400]);
  });
});

describe('requests of great size', () => {
  test.each([
    ['one header', `GET / HTTP/1.1\r\n${BYE}x-a: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['many headers', `GET / HTTP/1.1\r\n${BYE}${'x-a: b\r\n'.repeat(20_000)}\r\n`],
    ['the address', `GET /search?q=${'a'.repeat(100_000)} HTTP/1.1\r\n${BYE}\r\n`],
  ])('are refused with 431 when %s makes it', async (_, bytes) => {
    const answer = await answerTo(bytes);
    // The server hangs up on what it has not read, and its answer may be lost with that.
    expect([[431], []]).toContainEqual(statusesIn(answer));
  });

  test.each([
    ['a long word', `q=${'a'.repeat(12_000)}`],
    ['many words', `q=${'the+'.repeat(3000)}`],
    ['many parameters', `q=book${'&a=b'.repeat(3000)}`],
    ['one parameter many times', `q=book${'&subject=x'.repeat(1200)}`],
    ['a number with many digits', `q=book&min_year=${'9'.repeat(10_000)}`],
  ])('are answered or refused when the query has %s', async (_, query) => {
    const { status } = await fetch(`${baseUrl()}/search?${query}`);
    expect([200, 400]).toContain(status);
  });

  test('are refused before the body comes when its length says so', async () => {
    const head = `POST /search HTTP/1.1\r\n${BYE}content-type: application/json\r\n`;
    const answer = await answerTo(`${head}content-length: ${10 * MIB}\r\n\r\n{`);
    expect(statusesIn(answer)).toEqual([413]);
  });

  test('are refused when a body without a length does not end', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(MIB / 4).fill(0x20));
        if (sent === 40) controller.close();
      },
    });
    const headers = { 'content-type': 'application/json' };
    const asked = { method: 'POST', headers, body, duplex: 'half' } as const;
    const response = await fetch(`${baseUrl()}/search`, asked);
    expect(response.status).toBe(413);
  });

  test.each(['[', '{"a":'])('are refused when the body is nothing but %s', async (opening) => {
    const body = opening.repeat(Math.floor(MIB / opening.length));
    for (const [method, path] of [
      ['POST', '/search'],
      ['POST', '/search/advanced'],
      ['POST', '/books/batch'],
      ['POST', '/books/b:1/rate'],
      ['PUT', '/users/ann/not-interested'],
      ['PUT', '/books/b:1'],
    ] as const) {
      const headers = { 'content-type': 'application/json' };
      const { status } = await fetch(`${baseUrl()}${path}`, { method, body, headers });
      expect(status).toBe(400);
    }
  });
});

test('many requests in one piece are answered one by one, in their order', async () => {
  const count = 100;
  const ask = (n: number) => `GET /books/b:${n % 12} HTTP/1.1\r\nhost: x\r\n\r\n`;
  const requests = Array.from({ length: count }, (_, n) => ask(n)).join('');
  const answer = await answerTo(`${requests}GET /healthz HTTP/1.1\r\n${BYE}\r\n`);
  expect(statusesIn(answer)).toEqual(Array.from({ length: count + 1 }, () => 200));
  const ids = [...answer.matchAll(/"book_id":"b:(\d+)"/g)].map(([, id]) => Number(id));
  expect(ids).toEqual(Array.from({ length: count }, (_, n) => n % 12));
});

/** What makes a terminal or a reader of logs take one line for another, or for two. */
const FORGERIES = [
  '\n{"level":30,"msg":"all is well"}',
  '\r\nINFO all is well',
  '\u001b[2J\u001b[31mred',
  '\u009b31mred',
  '\u0007\u0000\u007f',
  '\u2028line',
  '\u202etxet',
];

test('nothing that a request brings forges a line of the log', async () => {
  lines.length = 0;
  for (const forgery of FORGERIES) {
    const word = encodeURIComponent(forgery);
    const body = JSON.stringify({ user_id: forgery, rating: 5, query: forgery });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${baseUrl()}/${word}`);
    await fetch(`${baseUrl()}/books/${word}?${word}=${word}`);
    await fetch(`${baseUrl()}/recommendations/${word}`);
    await fetch(`${baseUrl()}/users/ann/imports/${word}`);
    await fetch(`${baseUrl()}/books/b:1/rate`, { method: 'POST', body, headers });
    await fetch(`${baseUrl()}/search`, { method: 'POST', body, headers });
    await answerTo(`GET / HTTP/1.1\r\n${BYE}x-request-id: ${forgery}\r\n\r\n`);
    await answerTo(`GET / HTTP/1.1\r\n${BYE}user-agent: ${forgery}\r\n\r\n`);
  }
  expect(lines.length).toBeGreaterThan(6 * FORGERIES.length);
  for (const line of lines) {
    // One line, of printable ASCII or letters: whatever else is there stands escaped.
    expect(line).toMatch(/^\{[^\p{C}\p{Zl}\p{Zp}]+\}\n$/u);
    expect(JSON.parse(line)).toMatchObject({ service: 'test' });
  }
});
