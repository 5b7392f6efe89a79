// Writes what is generated from the routes: each process's openapi.json, the merged one of the front door, and
// docs/api.md. With --check it writes nothing and fails when one of them is stale.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createApp as createBookdetailApp } from '@books/bookdetail-api/app';
import { createApp as createRatingsApp } from '@books/ratings-api/app';
import { createApp as createRecommendationApp } from '@books/recommendation-api/app';
import { createApp as createSearchApp } from '@books/search-api/app';
import { format } from 'prettier';
import { embeddedPartsInMemory } from '../testing/parts-in-memory.ts';
import { apiPage } from './api-page.ts';
import { API_INFO } from './api-info.ts';
import { mergeOpenApi } from './merge-openapi.ts';

const ROOT = new URL('../../../../', import.meta.url);

const { deps, close } = await embeddedPartsInMemory();
const documents = {
  'search-api': createSearchApp(deps).getOpenAPI31Document(API_INFO),
  'bookdetail-api': createBookdetailApp({ ...deps, openapi: {} }).getOpenAPI31Document(API_INFO),
  'ratings-api': createRatingsApp(deps).getOpenAPI31Document(API_INFO),
  'recommendation-api': createRecommendationApp(deps).getOpenAPI31Document(API_INFO),
};
await close();
const merged = mergeOpenApi(Object.values(documents));

const files = new Map<string, string>();
for (const [name, document] of Object.entries(documents)) {
  files.set(`services/${name}/openapi.json`, await json(document));
}
files.set('services/bookdetail-api/src/front-door/openapi.json', await json(merged));
files.set('docs/api.md', await format(apiPage(merged), { parser: 'markdown', printWidth: 100 }));

const stale: string[] = [];
for (const [path, content] of files) {
  const url = new URL(path, ROOT);
  const known = await readFile(url, 'utf8').catch(() => '');
  if (known === content) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) await writeFile(url, content);
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`stale, run "npm run openapi": ${stale.join(', ')}\n`);
  process.exitCode = 1;
} else {
  const count = process.argv.includes('--check') ? 'all fresh' : `${stale.length} written`;
  process.stdout.write(`openapi: ${files.size} files in ${fileURLToPath(ROOT)}, ${count}\n`);
}

function json(document: object): Promise<string> {
  return format(JSON.stringify(document), { parser: 'json', printWidth: 100 });
}
