import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createProduct } from '../product.ts';
import { embeddedPartsInMemory } from '../testing/parts-in-memory.ts';
import { smallLibrary } from '../testing/small-library.ts';
import { HOSTILE_TEXTS, valuesOf, type JsonSchema } from './schema-arbitrary.ts';

const parts = await embeddedPartsInMemory(smallLibrary());
const product = createProduct(parts.deps);

/** What is read of the document; whatever else stands there does not matter. */
type Operation = {
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: JsonSchema;
  }[];
  readonly body: JsonSchema | undefined;
  readonly bodyType: string;
};

const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
  components: z.looseObject({ schemas: z.record(z.string(), z.custom<JsonSchema>()) }),
});
const OperationShape = z.looseObject({
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), schema: z.custom<JsonSchema>() }))
    .default([]),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.object({ schema: z.custom<JsonSchema>() })) })
    .optional(),
});
const Problem = z.looseObject({
  type: z.string(),
  status: z.int(),
  error: z.string(),
  detail: z.string(),
});

const document = Document.parse(JSON.parse(JSON.stringify(product.openapi)));
const operations: Operation[] = Object.entries(document.paths).flatMap(([template, item]) =>
  Object.entries(item).map(([method, described]) => {
    const { parameters, requestBody } = OperationShape.parse(described);
    const [bodyType = 'application/json', content] =
      Object.entries(requestBody?.content ?? {})[0] ?? [];
    return { method, template, parameters, body: content?.schema, bodyType };
  }),
);
const resolve = (reference: string): JsonSchema =>
  document.components.schemas[reference.replace('#/components/schemas/', '')] ?? {};

/** Requests of an operation, most of them nearly right. */
function requestsOf({
  method,
  template,
  parameters,
  body,
  bodyType,
}: Operation): fc.Arbitrary<Request> {
  const values = fc.record(
    Object.fromEntries(parameters.map(({ name, schema }) => [name, valuesOf(schema, resolve)])),
    { requiredKeys: parameters.filter((one) => one.in === 'path').map(({ name }) => name) },
  );
  const bodies = body === undefined ? fc.constant(undefined) : valuesOf(body, resolve);
  return fc.tuple(values, bodies).map(([given, content]) => {
    const of = (place: string) => parameters.filter((one) => one.in === place && one.name in given);
    const path = of('path').reduce(
      (text, { name }) => text.replace(`{${name}}`, () => encoded(given[name]) || '%20'),
      template,
    );
    const query = of('query')
      .map(({ name }) => `${name}=${encoded(given[name])}`)
      .join('&');
    return new Request(`http://localhost${path}${query === '' ? '' : `?${query}`}`, {
      method: method.toUpperCase(),
      ...(content !== undefined && {
        body:
          bodyType === 'application/json' || typeof content !== 'string'
            ? JSON.stringify(content)
            : content,
        headers: { 'content-type': bodyType },
      }),
    });
  });
}

/** As it stands in an address; a lone surrogate cannot, and goes as what takes its place. */
function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(text.toWellFormed());
}

async function expectWellAnswered(request: Request): Promise<void> {
  const what = `${request.method} ${request.url}`;
  const response = await product.fetch(request);
  const text = await response.text();
  const message = `${what}\n${text.slice(0, 500)}`;
  const isFault = [500, 501, 502, 504].includes(response.status);
  expect({ message, isFault }).toEqual({ message, isFault: false });
  if (response.status < 400) return;
  const type = response.headers.get('content-type');
  expect({ message, type }).toEqual({ message, type: 'application/problem+json' });
  const { status } = Problem.parse(JSON.parse(text));
  expect({ message, status }).toEqual({ message, status: response.status });
}

/** More of them by `FUZZ_RUNS`; fast-check prints the seed and the smallest request of a failure. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60);

describe('hostile requests', () => {
  test.each(operations)(
    '$method $template answers every one without a 500, in a problem document where it refuses',
    async (operation) => {
      await fc.assert(fc.asyncProperty(requestsOf(operation), expectWellAnswered), {
        numRuns: RUNS,
      });
      const health = await product.fetch(new Request('http://localhost/healthz'));
      expect(health.status).toBe(200);
    },
    60_000,
  );

  test('leave no trace on prototypes', () => {
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  test('with ids that look like keys of ours touch nobody else', async () => {
    // Another one than above, where some of these readers may have been erased.
    const untouched = createProduct((await embeddedPartsInMemory(smallLibrary())).deps);
    const send = (path: string, body?: object) =>
      untouched.fetch(
        new Request(`http://localhost${path}`, {
          ...(body && {
            method: 'POST',
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
        }),
      );
    const listOf = async (reader: string) => {
      const response = await send(`/recommendations/${encodeURIComponent(reader)}?limit=100`);
      return z.object({ recommendations: z.array(z.unknown()) }).parse(await response.json());
    };
    const before = await listOf('bystander');
    const readers = HOSTILE_TEXTS.filter((text) => /^[\x20-\x7E]{1,128}$/.test(text));
    for (const reader of readers) {
      const rated = await send('/books/b:0/rate', { user_id: reader, rating: 5 });
      expect([200, 201]).toContain(rated.status);
      const { status } = await send(`/users/${encodeURIComponent(reader)}/ratings`);
      expect([200, 404]).toContain(status);
    }
    expect(await listOf('bystander')).toEqual(before);
  });

  test('with a body nested ten thousand deep are refused', async () => {
    const depth = 10_000;
    for (const body of [
      '['.repeat(depth) + ']'.repeat(depth),
      '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
    ]) {
      const response = await product.fetch(
        new Request('http://localhost/search', {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json' },
        }),
      );
      expect(response.status).toBe(400);
    }
  });
});
