import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { createProduct } from '../product.ts';
import { embeddedPartsInMemory } from '../testing/parts-in-memory.ts';
import { smallLibrary } from '../testing/small-library.ts';

const parts = await embeddedPartsInMemory(smallLibrary());
const product = createProduct(parts.deps);
const paths = product.openapi.paths ?? {};

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(product.openapi, 'api');

type Example = readonly [
  method: string,
  template: string,
  path: string,
  status: number,
  body?: unknown,
];

const NO_ID = '00000000-0000-4000-8000-000000000000';

// In this order: later requests live on what earlier ones wrote.
const examples: Example[] = [
  ['get', '/healthz', '/healthz', 200],
  ['get', '/health', '/health', 200],
  [
    'post',
    '/search',
    '/search',
    200,
    { query: 'fantasy', facets: ['language', 'subject', 'year'] },
  ],
  ['post', '/search', '/search', 400, { query: '' }],
  ['get', '/search', '/search?q=fantasi', 200],
  ['post', '/search/advanced', '/search/advanced', 200, { subject: ['crime'], min_year: 1992 }],
  ['get', '/search/shard/{prefix}', '/search/shard/THE', 200],
  ['get', '/search/suggest', '/search/suggest?q=the', 200],
  [
    'put',
    '/books/{book_id}',
    '/books/new:1',
    201,
    { title: 'New', series: { name: 'S', volume: 1.5 } },
  ],
  ['put', '/books/{book_id}', '/books/new:1', 200, { title: 'Newer', publication_year: -750 }],
  ['get', '/books/{book_id}', '/books/b:0', 200],
  ['get', '/books/{book_id}', '/books/b:404', 404],
  ['post', '/books/batch', '/books/batch', 200, { book_ids: ['b:0', 'b:404', 'new:1'] }],
  ['post', '/books/{book_id}/rate', '/books/b:0/rate', 201, { user_id: 'ann', rating: 4.5 }],
  ['post', '/books/{book_id}/rate', '/books/b:0/rate', 200, { user_id: 'ann', rating: 4 }],
  ['post', '/books/{book_id}/rate', '/books/b:0/rate', 400, { user_id: 'ann', rating: 6 }],
  ['get', '/books/{book_id}/ratings', '/books/b:0/ratings?limit=2', 200],
  ['get', '/users/{user_id}/ratings', '/users/ann/ratings', 200],
  [
    'put',
    '/users/{user_id}/not-interested',
    '/users/ann/not-interested',
    200,
    { scope: 'book', id: 'b:2' },
  ],
  ['get', '/users/{user_id}/not-interested', '/users/ann/not-interested', 200],
  ['get', '/recommendations/{user_id}', '/recommendations/ann', 200],
  ['get', '/recommendations/{user_id}', '/recommendations/stranger', 200],
  ['get', '/books/{book_id}/similar', '/books/b:0/similar', 200],
  ['post', '/recommendations/invalidate/{user_id}', '/recommendations/invalidate/ann', 200],
  ['post', '/recommendations/refresh', '/recommendations/refresh', 202],
  ['get', '/recommendations/refresh/{job_id}', '/recommendations/refresh/stranger', 404],
  [
    'delete',
    '/users/{user_id}/not-interested/{scope}/{id}',
    '/users/ann/not-interested/book/b:2',
    204,
  ],
  ['get', '/users/{user_id}/export', '/users/ann/export', 200],
  ['delete', '/users/{user_id}/ratings/{book_id}', '/users/ann/ratings/b:0', 204],
  ['post', '/users/{user_id}/imports', '/users/ann/imports', 202, 'Title,My Rating\nEmma,4\n'],
  ['post', '/users/{user_id}/imports', '/users/ann/imports', 400, 'name,age\nann,7\n'],
  ['get', '/users/{user_id}/imports', '/users/ann/imports', 200],
  ['get', '/users/{user_id}/imports/{import_id}', `/users/ann/imports/${NO_ID}`, 404],
  ['get', '/users/{user_id}/imports/{import_id}/rows', `/users/ann/imports/${NO_ID}/rows`, 404],
  [
    'patch',
    '/users/{user_id}/imports/{import_id}',
    `/users/ann/imports/${NO_ID}`,
    404,
    { rows: [{ row: 1, book_id: 'b:0' }] },
  ],
  ['delete', '/users/{user_id}/imports/{import_id}', `/users/ann/imports/${NO_ID}`, 404],
  ['delete', '/users/{user_id}', '/users/ann', 202],
  ['get', '/users/{user_id}/erasure', '/users/ann/erasure', 200],
];

test.each(
  examples.map(([method, template, path, status, body]) => ({
    method,
    template,
    path,
    status,
    body,
  })),
)(
  '$method $path answers $status as the document says',
  async ({ method, template, path, status, body }) => {
    const response = await product.fetch(
      new Request(`http://localhost${path}`, {
        method: method.toUpperCase(),
        ...(body !== undefined && {
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' },
        }),
      }),
    );
    expect(response.status).toBe(status);
    const mediaType = response.headers.get('content-type')?.split(';')[0];
    if (mediaType === undefined) return;
    const steps = [
      'paths',
      template,
      method,
      'responses',
      String(status),
      'content',
      mediaType,
      'schema',
    ];
    const pointer = steps
      .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = ajv.getSchema(`api#/${pointer}`);
    expect(validate, `the document has no ${pointer}`).toBeDefined();
    const content: unknown = mediaType.endsWith('json')
      ? await response.json()
      : await response.text();
    const isAsDescribed = validate?.(content);
    expect({ isAsDescribed, errors: validate?.errors }).toEqual({
      isAsDescribed: true,
      errors: null,
    });
  },
);

test('has an example of every operation', () => {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  const shown = new Set(examples.map(([method, template]) => `${method} ${template}`));
  expect(operations.filter((operation) => !shown.has(operation))).toEqual([]);
});
