import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readLibraryFile } from '../library-file.ts';
import { optionsOf } from '../scenarios.ts';
import { createHonestApi } from '../../readers/testing/honest-api.ts';
import { bundleScript } from './bundle-script.ts';

/** One of each author, since the stand-in for the product knows no years. */
const BOOKS = [...new Map(readLibraryFile().map((book) => [book.author, book])).values()];

/** k6's modules as far as the script uses them; what is sent goes to `globalThis.k6Http`. */
const K6_MODULES: Readonly<Record<string, string>> = {
  'index.js':
    'export const check = (answer, checks) => Object.values(checks).every((it) => it()); export const sleep = () => {};',
  'http.js': 'export default { request: (...words) => globalThis.k6Request(...words) };',
  'metrics.js': 'export class Counter { add(n) { globalThis.k6Wrong += n; } }',
  'execution.js': 'export const vu = { idInTest: 7 };',
  'data.js': 'export class SharedArray { constructor(name, make) { return make(); } }',
};

type Script = {
  readonly options: unknown;
  readonly arrivals: () => void;
  readonly readers: () => void;
  readonly strangers: () => void;
  readonly handleSummary: (data: object) => object;
};

/** The bundle with stand-ins for k6 around it, since k6 itself is not there in tests. */
async function loadScript(env: Readonly<Record<string, string>>): Promise<Script> {
  const folder = await mkdtemp(join(tmpdir(), 'books-k6-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const modules = join(folder, 'node_modules/k6');
  await mkdir(modules, { recursive: true });
  const exports = { '.': './index.js', './*': './*.js' };
  await writeFile(join(modules, 'package.json'), JSON.stringify({ type: 'module', exports }));
  for (const [name, text] of Object.entries(K6_MODULES)) await writeFile(join(modules, name), text);
  const file = join(folder, 'main.mjs');
  await writeFile(file, await bundleScript());
  const library = JSON.stringify(BOOKS);
  vi.stubGlobal('__ENV', env);
  vi.stubGlobal('open', (path: string) => (path === '/scripts/library.json' ? library : ''));
  vi.stubGlobal('k6Wrong', 0);
  onTestFinished(() => void vi.unstubAllGlobals());
  return (await import(file)) as Script; // what loadtest/k6/main.ts exports
}

test('plays as one file: asks each process where it is, and judges the answers', async () => {
  const api = createHonestApi(BOOKS);
  const asked = new Set<string>();
  const options = optionsOf('smoke');
  const script = await loadScript({
    TARGETS: JSON.stringify({ book: 'http://bookdetail-api:8082' }),
    TARGET: 'http://elsewhere',
    LIBRARY: '/scripts/library.json',
    OPTIONS: JSON.stringify(options),
  });
  vi.stubGlobal(
    'k6Request',
    (
      method: 'GET' | 'POST',
      url: string,
      body: string | null,
      { tags }: { tags: { endpoint: 'book' } },
    ) => {
      const { origin } = new URL(url);
      asked.add(`${tags.endpoint === 'book' ? 'book' : 'others'} at ${origin}`);
      const path = url.slice(origin.length);
      const question = { method, path, endpoint: tags.endpoint, judge: () => undefined };
      const { status, text } = api.answer({ ...question, ...(body !== null && { body }) });
      return { status, body: text, error: '' };
    },
  );
  expect(script.options).toEqual(JSON.parse(JSON.stringify(options)));
  for (let step = 0; step < 200; step += 1) script.arrivals();
  script.readers();
  script.strangers();
  expect([...asked].sort()).toEqual([
    'book at http://bookdetail-api:8082',
    'others at http://elsewhere',
  ]);
  expect(Reflect.get(globalThis, 'k6Wrong')).toBe(0);
});

test('counts answers that are wrong', async () => {
  const script = await loadScript({ LIBRARY: '/scripts/library.json' });
  vi.stubGlobal('k6Request', () => ({ status: 200, body: '{}', error: '' }));
  vi.spyOn(console, 'error').mockReturnValue();
  script.strangers();
  expect(Reflect.get(globalThis, 'k6Wrong')).toBe(1);
});

test('gives the summary to where it is wanted, or to the log', async () => {
  const { handleSummary } = await loadScript({ LIBRARY: '/scripts/library.json' });
  expect(handleSummary({ a: 1 })).toEqual({ stdout: '{\n  "a": 1\n}' });
});

test('imports nothing but modules of k6', async () => {
  const imports = [...(await bundleScript()).matchAll(/^import .* from "(.*)";$/gm)].map(
    ([, name]) => name,
  );
  expect(imports.every((name) => /^k6(\/|$)/.test(name ?? ''))).toBe(true);
  expect(imports.length).toBeGreaterThan(3);
});
