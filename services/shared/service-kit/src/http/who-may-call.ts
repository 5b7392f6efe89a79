import { DomainError } from '@books/domain/errors';
import type { Context } from 'hono';
import type { Caller } from '../auth/caller.ts';
import type { ServiceEnv } from './service-env.ts';
import { setHeader } from './headers.ts';

/** The name of our way to sign in, in every OpenAPI document. */
export const BEARER = 'bearer';

type Security = { security: { [BEARER]?: string[] }[] };

/** In a route definition: anybody may call it. */
export const forEveryone: Security = { security: [] };

/**
 * In a route definition: only the reader may call it whose id is the path's `user_id`, and no cache may keep it. Where the
 * id comes in the body or the query, the handler asks {@link requireReader} itself. Administrators are no exception: they
 * act for themselves.
 */
export const forReader: Security = { security: [{ [BEARER]: ['self'] }] };

/** In a route definition: only administrators may call it. */
export const forAdmins: Security = { security: [{ [BEARER]: ['admin'] }] };

/** @throws DomainError unauthorized or forbidden when the caller of a request may not make it */
export type Admission = (c: Context<ServiceEnv>) => void;

/**
 * What the `security` of a route definition comes to.
 *
 * @throws Error when it is none of the above: a route that forgets to say who may call it does not exist
 */
export function admissionOf(security: readonly object[] | undefined, path: string): Admission {
  switch (JSON.stringify(security)) {
    case JSON.stringify(forEveryone.security):
      return () => {};
    case JSON.stringify(forReader.security):
      return admitReader;
    case JSON.stringify(forAdmins.security):
      return admitAdmin;
    default:
      throw new Error(`the route ${path} does not say who may call it`);
  }
}

function admitReader(c: Context<ServiceEnv>): void {
  if (c.get('isAuthOn')) {
    const caller = requireCaller(c);
    const userId = c.req.param('user_id');
    if (userId !== undefined) refuseOthers(caller, userId);
  }
  setHeader(c, 'cache-control', 'private, no-store');
}

function admitAdmin(c: Context<ServiceEnv>): void {
  if (c.get('isAuthOn') && !requireCaller(c).isAdmin) {
    throw new DomainError('forbidden', 'this is for administrators');
  }
}

/** @throws DomainError forbidden when the caller is not this reader. Without authentication everybody is. */
export function requireReader(c: Context<ServiceEnv>, userId: string): void {
  if (c.get('isAuthOn')) refuseOthers(requireCaller(c), userId);
}

function refuseOthers(caller: Caller, userId: string): void {
  if (caller.userId !== userId) {
    throw new DomainError('forbidden', 'the token is of another reader');
  }
}

function requireCaller(c: Context<ServiceEnv>): Caller {
  const caller = c.get('caller');
  if (caller !== undefined) return caller;
  throw c.get('authFailure') ?? new DomainError('unauthorized', 'a bearer token is needed');
}
