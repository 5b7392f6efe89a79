import type { OpenAPIHono } from '@hono/zod-openapi';

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/**
 * One document of several. A path or component that two of them have must be the same in both.
 *
 * @throws Error when two documents say different things under one name
 */
export function mergeOpenApi(documents: readonly OpenApiDocument[]): OpenApiDocument {
  const [first] = documents;
  if (first === undefined) throw new Error('there is nothing to merge');
  const paths = mergeRecords(
    documents.map((document) => document.paths ?? {}),
    'path',
  );
  const schemas = mergeRecords(
    documents.map((document) => document.components?.schemas ?? {}),
    'schema',
  );
  const securitySchemes = mergeRecords(
    documents.map((document) => document.components?.securitySchemes ?? {}),
    'security scheme',
  );
  return {
    openapi: first.openapi,
    info: first.info,
    paths: sorted(paths),
    components: { schemas: sorted(schemas), securitySchemes },
  };
}

function mergeRecords<Value extends object>(
  records: readonly Record<string, Value>[],
  what: string,
): Record<string, Value> {
  const merged: Record<string, Value> = {};
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) {
      const known = merged[name];
      if (known === undefined) merged[name] = value;
      else merged[name] = mergeValues(known, value, `${what} ${name}`);
    }
  }
  return merged;
}

/** Two processes may have different methods of one path; what both have must be equal. */
function mergeValues<Value extends object>(one: Value, other: Value, name: string): Value {
  const merged: Record<string, unknown> = Object.fromEntries(Object.entries(one));
  for (const [key, value] of Object.entries(other)) {
    if (key in merged && JSON.stringify(merged[key]) !== JSON.stringify(value)) {
      throw new Error(`two processes describe ${name} differently: ${key}`);
    }
    merged[key] = value;
  }
  return merged as Value;
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
