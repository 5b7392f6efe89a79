import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProgressFile } from './progress-file.ts';

function aFile() {
  const folder = mkdtempSync(join(tmpdir(), 'books-progress-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'below/dev.json');
  return { path, progress: createProgressFile(path) };
}

test('goes on where the same revision stopped', () => {
  const { progress } = aFile();
  progress.remember('abc', 'images');
  expect(progress.nextOf('abc')).toBe('images');
  expect(progress.nextOf('def')).toBeUndefined();
});

test('begins anew after a deploy that came to its end, or when the file is damaged', () => {
  const { path, progress } = aFile();
  progress.remember('abc', 'images');
  progress.remember('abc', undefined);
  expect(progress.nextOf('abc')).toBeUndefined();
  progress.remember('abc', 'images');
  writeFileSync(path, '{"revision": "abc"');
  expect(progress.nextOf('abc')).toBeUndefined();
});
