import { DomainError } from '@books/domain/errors';
import { createMiddleware } from 'hono/factory';

/** Refuses a path whose percent-encoding cannot be decoded: handlers would see it half decoded. */
export const wellFormedPath = createMiddleware(async (c, next) => {
  try {
    decodeURIComponent(new URL(c.req.url).pathname);
  } catch (cause) {
    throw new DomainError('invalid_request', 'the path has malformed percent-encoding', { cause });
  }
  await next();
});
