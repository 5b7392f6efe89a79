import { expect, test } from 'vitest';
import { DEFAULT_READERS, parseStackArguments } from './arguments.ts';

test('without words, takes a small share of the sample and keeps nothing', () => {
  expect(parseStackArguments([])).toEqual({
    kind: 'start',
    arguments: { readers: DEFAULT_READERS, persist: false, keepLogs: false },
  });
});

test('takes every option', () => {
  expect(parseStackArguments(['--readers', '5', '--persist', '--keep-logs'])).toEqual({
    kind: 'start',
    arguments: { readers: 5, persist: true, keepLogs: true },
  });
});

test.each([['--help'], ['-h']])('shows what there is for %s', (word) => {
  expect(parseStackArguments([word]).kind).toBe('help');
});

test.each([
  [['--readers', '0'], '--readers must be'],
  [['--readers', 'many'], '--readers must be'],
  [['--reader', '5'], "Unknown option '--reader'"],
])('refuses %j with a reason', (words, reason) => {
  const request = parseStackArguments(words);
  expect(request).toEqual({ kind: 'fault', message: expect.stringContaining(reason) });
});
