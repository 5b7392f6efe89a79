import http, { type RefinedResponse } from 'k6/http';
import { Counter } from 'k6/metrics';
import { check } from 'k6';

/** k6 has it; its types leave it to the library of browsers. */
declare const console: { error(text: string): void };

/** Parts of the mix; a tag of every request. */
export type Endpoint =
  | 'search'
  | 'advanced'
  | 'prefix'
  | 'suggest'
  | 'book'
  | 'batch'
  | 'rate'
  | 'ratings'
  | 'reader'
  | 'recommendations';

export type Answer = RefinedResponse<'text'>;

/** Answers that came and were wrong. */
const wrongAnswers = new Counter('wrong_answers');

const TARGET = (__ENV['TARGET'] ?? 'http://localhost:8090').replace(/\/$/, '');
/** Said of a wrong answer, but not of thousands. */
const TOLD_ANSWERS = 5;
let toldCount = 0;

/** Sends one request of the mix. @param path with its query */
export function send(
  endpoint: Endpoint,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Answer {
  return http.request(method, TARGET + path, body === undefined ? null : JSON.stringify(body), {
    tags: { endpoint, name: endpoint },
    timeout: '30s',
    ...(body !== undefined && { headers: { 'content-type': 'application/json' } }),
  });
}

/**
 * Counts an answer as right or wrong.
 *
 * @param says what is wrong with its body, `undefined` for nothing; not asked unless the status is one of `statuses`
 */
export function expectAnswer<Body>(
  endpoint: Endpoint,
  answer: Answer,
  statuses: readonly number[],
  says: (body: Body) => string | undefined,
): Body | undefined {
  const { fault, body } = judge(answer, statuses, says);
  check(answer, { [`${endpoint} is right`]: () => fault === undefined }, { endpoint });
  if (fault === undefined) return body;
  wrongAnswers.add(1, { endpoint });
  toldCount += 1;
  if (toldCount <= TOLD_ANSWERS) {
    // Without an answer there is no body, whatever the type says.
    const start = JSON.stringify(answer.body)?.slice(0, 300);
    console.error(`${endpoint} ${answer.request.url}: ${fault} (${answer.status}: ${start})`);
  }
  return undefined;
}

function judge<Body>(
  { status, error, body: text }: Answer,
  statuses: readonly number[],
  says: (body: Body) => string | undefined,
): { fault: string | undefined; body?: Body } {
  if (!statuses.includes(status)) return { fault: error || `status ${status}` };
  try {
    const body = JSON.parse(text) as Body; // `says` looks at what it needs of it
    return { fault: says(body), body };
  } catch (reason) {
    return { fault: `no answer of that shape: ${String(reason)}` };
  }
}
