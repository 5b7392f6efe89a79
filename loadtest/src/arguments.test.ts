import { expect, test } from 'vitest';
import { parseLoadtestArguments } from './arguments.ts';

const parse = (line: string) => parseLoadtestArguments(line.split(' ').filter(Boolean));

test('takes a scenario with its target, time and rate', () => {
  expect(
    parse('arrival --target http://127.0.0.1:8080 --duration 2m --rate 2000 --engine node'),
  ).toEqual({
    kind: 'run',
    arguments: {
      engine: 'node',
      scenario: 'arrival',
      target: 'http://127.0.0.1:8080',
      seconds: 120,
      rate: 2000,
      out: '.data/loadtest/arrival',
    },
  });
});

test.each([
  ['', 'name one scenario'],
  ['smoke normal', 'name one scenario'],
  ['constructor', 'name one scenario'],
  ['smoke --target localhost:8090', '--target must be a URL'],
  ['smoke --target https://books.example', 'say --consent'],
  ['smoke --duration 5', '--duration'],
  ['smoke --duration 0s', '--duration'],
  ['arrival --rate 1.5', '--rate must be'],
  ['smoke --rate 10', '--rate is for'],
  ['smoke --engine vegeta', '--engine must be'],
  ['smoke --speed 10', '--speed'],
  ['smoke --in-cluster moon', '--in-cluster must be one of local, dev, prod'],
  ['smoke --in-cluster prod', 'have no tokens, which prod asks for'],
])('refuses "%s"', (line, message) => {
  expect(parse(line)).toMatchObject({ kind: 'fault', message: expect.stringContaining(message) });
});
