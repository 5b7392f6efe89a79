import http from 'k6/http';
import { Counter } from 'k6/metrics';
import { check } from 'k6';
import type { Question, Step } from '../readers/step.ts';

/** k6 has it; its types leave it to the library of browsers. */
declare const console: { error(text: string): void };

/** Answers that came and were wrong. */
const wrongAnswers = new Counter('wrong_answers');

/** Inside of a cluster each process is asked directly: the address by the part of the mix. */
const TARGETS = JSON.parse(__ENV['TARGETS'] ?? '{}') as Readonly<Record<string, string>>;
const TARGET = (__ENV['TARGET'] ?? 'http://localhost:8090').replace(/\/$/, '');
/** Said of a wrong answer, but not of thousands. */
const TOLD_ANSWERS = 5;
let toldCount = 0;

/** Sends what a step asks and counts the answers as right or wrong. */
export function play(step: Step): void {
  for (const question of step) askAndJudge(question);
}

function askAndJudge({ endpoint, method, path, body, judge }: Question): void {
  const answer = http.request(method, (TARGETS[endpoint] ?? TARGET) + path, body ?? null, {
    tags: { endpoint, name: endpoint },
    timeout: '30s',
    ...(body !== undefined && { headers: { 'content-type': 'application/json' } }),
  });
  // Without an answer there is no body, whatever the type says.
  const text = typeof answer.body === 'string' ? answer.body : '';
  const { status, error } = answer;
  const fault = judge({ status, text, ...(error !== '' && { error }) });
  check(answer, { [`${endpoint} is right`]: () => fault === undefined }, { endpoint });
  if (fault === undefined) return;
  wrongAnswers.add(1, { endpoint });
  toldCount += 1;
  if (toldCount <= TOLD_ANSWERS) {
    console.error(`${endpoint} ${method} ${path}: ${fault} (${status}: ${text.slice(0, 300)})`);
  }
}
