import type { HttpBindings } from '@hono/node-server';
import type { DomainError } from '@books/domain/errors';
import type { Context } from 'hono';
import type { Caller } from '../auth/caller.ts';
import type { Logger } from '../logger.ts';

/** What the common middleware leaves in each request's context. */
export type ServiceEnv = {
  /** Absent where a request comes from a test and not through a socket. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    logger?: Logger;
    /** Set where tokens are checked; elsewhere everybody may do everything. */
    isAuthOn?: true;
    /** Whom the token of this request stands for. */
    caller?: Caller;
    /** Why the token of this request could not be checked. */
    authFailure?: DomainError;
  };
};

/** Answers the requests of a route. */
export type RouteHandler = (c: Context<ServiceEnv>) => Response | Promise<Response>;
