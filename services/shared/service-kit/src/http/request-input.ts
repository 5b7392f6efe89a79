import type { RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { invalidRequest } from './invalid-request.ts';
import type { ServiceEnv } from './service-env.ts';

type RequestDefinition = NonNullable<RouteConfig['request']>;

/**
 * Reads and checks what a request brings, for `c.req.valid`. Gives a promise only when there is a body to wait for.
 *
 * @throws DomainError invalid_request, in place or by the promise; HTTPException 400 or 415 for what is no JSON
 */
export type InputReader = (c: Context<ServiceEnv>) => Promise<void> | undefined;

type Part = 'query' | 'param' | 'json';

/**
 * Checks parameters and JSON bodies. A body of another type is left to the handler.
 *
 * @throws Error for a definition with something else, which nobody would check
 */
export function createInputReader({
  query,
  params,
  headers,
  cookies,
  body,
}: RequestDefinition = {}): InputReader {
  const bodySchema = body && jsonSchemaOf(body);
  if (headers !== undefined || cookies !== undefined) {
    throw new Error('headers and cookies of a route definition are not checked');
  }
  const readQuery = query && createQueryReader(query);
  return (c) => {
    readQuery?.(c);
    if (params) keep(c, 'param', check(params, c.req.param()));
    return bodySchema && readBody(c, bodySchema);
  };
}

function check(schema: z.ZodType, value: unknown): object {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(result.error.issues);
  return result.data as object; // every part of a request is an object
}

/** Where `c.req.valid` finds it. */
function keep(c: Context, part: Part, data: object): void {
  c.req.addValidatedData(part, data);
}

function createQueryReader(schema: z.ZodType) {
  // What a request without a query comes to is always the same.
  const ofNothing = schema.safeParse({});
  return (c: Context) => {
    if (ofNothing.success && !c.req.url.includes('?')) {
      keep(c, 'query', ofNothing.data as object);
      return;
    }
    const values = Object.entries(c.req.queries()).map(([name, list]) => [
      name,
      list.length === 1 ? list[0] : list,
    ]);
    keep(c, 'query', check(schema, Object.fromEntries(values)));
  };
}

const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

async function readBody(c: Context<ServiceEnv>, schema: z.ZodType): Promise<void> {
  const contentType = c.req.header('content-type');
  const isJson = contentType !== undefined && JSON_TYPE.test(contentType);
  if (!isJson && (contentType !== undefined || (await c.req.text()) !== '')) {
    throw new HTTPException(415, { message: 'Unsupported Media Type' });
  }
  keep(c, 'json', check(schema, isJson ? await readJson(c) : {}));
}

async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (cause) {
    throw new HTTPException(400, { message: 'Malformed JSON in request body', cause });
  }
}

/** The schema of a JSON body. @throws Error where it may be absent or something else as well */
function jsonSchemaOf({
  required,
  content,
}: NonNullable<RequestDefinition['body']>): z.ZodType | undefined {
  const types = Object.keys(content);
  if (!types.some((type) => JSON_TYPE.test(type))) return undefined;
  const json = content['application/json'];
  const schema = json && 'schema' in json ? json.schema : undefined;
  const isPlainJson = required && types.length === 1;
  if (isPlainJson && schema instanceof z.ZodType) return schema;
  throw new Error('a JSON body must be required, and the only one of its route');
}
