import { DomainError, type ErrorKind, type FieldFault } from '@books/domain/errors';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { currentContext } from '../request-context.ts';
import type { ServiceEnv } from './service-env.ts';

/** The only table from kinds of failure to HTTP. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'Invalid request' },
  unauthorized: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_timeout: { status: 408, title: 'Request timeout' },
  conflict: { status: 409, title: 'Conflict' },
  too_large: { status: 413, title: 'Too large' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Unavailable' },
  internal_error: { status: 500, title: 'Internal error' },
} as const satisfies Record<ErrorKind, { status: number; title: string }>;

/** What a client reads when a request fails: RFC 9457, plus `error` and `message` for older clients. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'Id of the request' }),
    error: z.string().meta({ description: 'Stable code', example: 'not_found' }),
    message: z.string().meta({ description: 'Same as `detail`' }),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'A failed request (RFC 9457)' });
export type Problem = z.infer<typeof Problem>;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The problem document of a failure, as a response. */
export function problemResponse(
  c: Context<ServiceEnv>,
  failure: { kind: ErrorKind; detail: string; faults?: readonly FieldFault[] },
  headers: Record<string, string> = {},
): Response {
  const { status, title } = PROBLEMS[failure.kind];
  const problem: Problem = {
    type: `urn:problem:${failure.kind}`,
    title,
    status,
    detail: failure.detail,
    instance: currentContext()?.requestId ?? '',
    error: failure.kind,
    message: failure.detail,
    ...(failure.faults?.length ? { errors: failure.faults.map((fault) => ({ ...fault })) } : {}),
  };
  return c.body(JSON.stringify(problem), status, {
    'content-type': PROBLEM_MEDIA_TYPE,
    'cache-control': 'no-store',
    ...headers,
  });
}

/** Of every 503 whose thrower does not know better. */
const RETRY_AFTER_SECONDS = 1;

/** Turns whatever was thrown into a response. What we did not foresee is logged whole and answered with one fixed sentence. */
export function handleError(error: unknown, c: Context<ServiceEnv>): Response {
  if (error instanceof DomainError) {
    if (error.kind === 'internal_error') logUnforeseen(c, error);
    else if (error.kind === 'unavailable') c.get('logger')?.warn({ err: error }, 'request refused');
    const { kind, message: detail, faults } = error;
    const retryAfterSeconds =
      error.retryAfterSeconds ?? (kind === 'unavailable' ? RETRY_AFTER_SECONDS : undefined);
    const headers = {
      ...(retryAfterSeconds !== undefined && {
        'retry-after': String(Math.ceil(retryAfterSeconds)),
      }),
      // The rest of the body may still come: nothing else can be asked over this connection.
      ...(kind === 'request_timeout' && { connection: 'close' }),
      ...(kind === 'unauthorized' && { 'www-authenticate': challenge(c) }),
    };
    return problemResponse(c, { kind, detail, faults }, headers);
  }
  if (error instanceof HTTPException) {
    const headers: Record<string, string> =
      error.status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
    return problemResponse(c, problemOfFramework(error), headers);
  }
  logUnforeseen(c, error);
  return problemResponse(c, {
    kind: 'internal_error',
    detail: 'Something went wrong on our side. The request id helps us to find out what.',
  });
}

/** How to sign in (RFC 6750): a client that has shown a token learns that it is no good. */
function challenge(c: Context<ServiceEnv>): string {
  const hadToken = c.req.header('authorization') !== undefined;
  return hadToken ? 'Bearer realm="books", error="invalid_token"' : 'Bearer realm="books"';
}

/** The answer to a path that no route has. */
export function handleNotFound(c: Context<ServiceEnv>): Response {
  return problemResponse(c, { kind: 'not_found', detail: `no such path: ${c.req.path}` });
}

/** The answer to a known path with a method that it does not have. */
export function handleMethodNotAllowed(c: Context<ServiceEnv>, allowed: string[]): Response {
  const allow = allowed.join(', ');
  const detail = `${c.req.method} is not possible here, only ${allow}`;
  return problemResponse(c, { kind: 'method_not_allowed', detail }, { allow });
}

/** What the framework refuses, in our kinds; any 4xx that we have no kind for is an invalid request. */
function problemOfFramework({ status, message }: HTTPException): {
  kind: ErrorKind;
  detail: string;
} {
  if (status === 415) {
    return { kind: 'invalid_request', detail: 'the body must be sent as application/json' };
  }
  const kinds = Object.keys(PROBLEMS) as ErrorKind[];
  const kind = kinds.find((known) => PROBLEMS[known].status === status);
  return { kind: kind ?? (status < 500 ? 'invalid_request' : 'unavailable'), detail: message };
}

function logUnforeseen(c: Context<ServiceEnv>, error: unknown): void {
  c.get('logger')?.error({ err: error }, 'request failed');
}
