import { DomainError } from '@books/domain/errors';
import type { Context } from 'hono';

/**
 * Refuses a path whose percent-encoding cannot be decoded: handlers would see it half decoded.
 *
 * @throws DomainError invalid_request
 */
export function requireWellFormedPath(c: Context): void {
  const { url } = c.req;
  if (!url.includes('%')) return;
  try {
    decodeURIComponent(new URL(url).pathname);
  } catch (cause) {
    throw new DomainError('invalid_request', 'the path has malformed percent-encoding', { cause });
  }
}
