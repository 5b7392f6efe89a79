import type { ErrorKind } from '@books/domain/errors';
import type { z } from 'zod';
import { Problem, PROBLEM_MEDIA_TYPE, PROBLEMS } from './problem.ts';

/** A JSON answer in a route definition. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body in a route definition. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** The failures a route can answer with, beside those that every route has. */
export function problems(...kinds: ErrorKind[]) {
  const all: ErrorKind[] = [
    'invalid_request',
    'unauthorized',
    // Whoever may send too much may also send it too slowly.
    ...(kinds.includes('too_large') ? (['request_timeout'] as const) : []),
    ...kinds,
    'rate_limited',
    'unavailable',
  ];
  return Object.fromEntries(
    all.map((kind) => [
      PROBLEMS[kind].status,
      { description: PROBLEMS[kind].title, content: { [PROBLEM_MEDIA_TYPE]: { schema: Problem } } },
    ]),
  );
}
