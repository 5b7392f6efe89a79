import { expect, test } from 'vitest';
import { relocate } from './linked-files.ts';

test('has the program of a thread bundled, and finds it beside the bundle', () => {
  const source = `new Worker(new URL('./train-thread.ts', import.meta.url), {})`;
  expect(relocate('/repo/src/train.ts', source)).toEqual({
    text: `new Worker(new URL('./train-thread.js', import.meta.url), {})`,
    threads: [{ path: '/repo/src/train-thread.ts', name: 'train-thread' }],
    assets: [],
  });
});

test('has files and folders copied', () => {
  const source = `new URL('../words.txt', import.meta.url); join(import.meta.dirname, '../sample')`;
  expect(relocate('/repo/src/a.ts', source)).toEqual({
    text: `new URL('./words.txt', import.meta.url); join(import.meta.dirname, './sample')`,
    threads: [],
    assets: [
      { path: '/repo/words.txt', name: 'words.txt' },
      { path: '/repo/sample', name: 'sample' },
    ],
  });
});

test('finds a file of a package', () => {
  const source = `createRequire(import.meta.url).resolve('esbuild/package.json')`;
  const { text, assets } = relocate(import.meta.filename, source);
  expect(text).toBe(`new URL('./package.json', import.meta.url).pathname`);
  expect(assets[0]?.path).toMatch(/node_modules\/esbuild\/package\.json$/);
});
