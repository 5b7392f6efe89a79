import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLineBuffer } from './line-buffer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function aBuffer() {
  const written: string[] = [];
  const buffer = createLineBuffer((lines) => void written.push(lines), {
    fullAt: 10,
    longestWaitMs: 200,
  });
  return { written, ...buffer };
}

test('writes lines together once they are enough, in their order', () => {
  const { written, write } = aBuffer();
  for (const line of ['one\n', 'two\n', 'three\n', 'four\n']) write(line);
  expect(written).toEqual(['one\ntwo\nthree\n']);
});

test('lets no line wait for longer than it may', () => {
  const { written, write } = aBuffer();
  write('one\n');
  vi.advanceTimersByTime(199);
  write('two\n');
  expect(written).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(written).toEqual(['one\ntwo\n']);
  write('three\n');
  vi.advanceTimersByTime(200);
  expect(written).toEqual(['one\ntwo\n', 'three\n']);
});

test('writes what waits when it is told to, once', () => {
  const { written, write, flush } = aBuffer();
  write('one\n');
  flush();
  flush();
  vi.advanceTimersByTime(1000);
  expect(written).toEqual(['one\n']);
});
