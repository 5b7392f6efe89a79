import { expect, test } from 'vitest';
import { resumeAt } from './redis-stream-follower.ts';

test('begins after the last entry there is', () => {
  expect(resumeAt(undefined, '17-3')).toBe('17-3');
  expect(resumeAt(undefined, '0-0')).toBe('0-0');
});

test('goes on where it was', () => {
  expect(resumeAt('17-3', '17-3')).toBe('17-3');
  expect(resumeAt('17-3', '170-0')).toBe('17-3');
  expect(resumeAt('17-9', '17-10')).toBe('17-9');
});

test('reads all of a stream that has begun anew', () => {
  expect(resumeAt('17-3', '0-0')).toBe('0-0');
  expect(resumeAt('17-3', '17-2')).toBe('0-0');
  expect(resumeAt('100-0', '99-0')).toBe('0-0');
});
