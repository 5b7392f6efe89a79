import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { currentContext } from '../request-context.ts';
import { headerOf } from './headers.ts';

const REQUEST_ID_HEADER = 'x-request-id';

const ACCEPTED = /^[\w=-]{1,255}$/;

/** The id that a request brings, if it is one that can be written anywhere, else a new one. */
export function requestIdOf(c: Context): string {
  const brought = headerOf(c, REQUEST_ID_HEADER);
  return brought !== undefined && ACCEPTED.test(brought) ? brought : randomUUID();
}

/** The header that hands the id of the current request or job on; nothing outside of one. */
export function requestIdHeader(): Readonly<Record<string, string>> {
  const context = currentContext();
  return context === undefined ? {} : { [REQUEST_ID_HEADER]: context.requestId };
}
