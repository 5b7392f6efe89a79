import { DomainError } from '@books/domain/errors';
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { timeout } from 'hono/timeout';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { access } from './access.ts';
import { health } from './health.ts';
import { handleError, handleMethodNotAllowed, handleNotFound } from './problem.ts';
import type { ServiceEnv } from './service-env.ts';
import { wellFormedPath } from './well-formed-path.ts';

export type ServiceDeps = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: Partial<ServiceLimits>;
};

export type ServiceLimits = {
  /** Largest request body, in bytes. */
  readonly bodyBytes: number;
  /** After this long a request is answered with 503, in milliseconds. */
  readonly requestTimeoutMs: number;
};

const DEFAULT_LIMITS: ServiceLimits = { bodyBytes: 1024 * 1024, requestTimeoutMs: 10_000 };

/** An app with what every API does before and after its own routes, and with `/healthz` and `/health`. */
export function createServiceApp({ logger, metrics, limits }: ServiceDeps) {
  const { bodyBytes, requestTimeoutMs } = { ...DEFAULT_LIMITS, ...limits };
  const app = new OpenAPIHono<ServiceEnv>();
  app.use(requestId());
  app.use(access({ logger, metrics }));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: handleMethodNotAllowed }));
  app.use(wellFormedPath);
  app.use(
    bodyLimit({
      maxSize: bodyBytes,
      onError: () => {
        throw new DomainError('too_large', `the body is larger than ${bodyBytes} bytes`);
      },
    }),
  );
  app.use(
    timeout(
      requestTimeoutMs,
      () => new HTTPException(503, { message: `no answer within ${requestTimeoutMs} ms` }),
    ),
  );
  app.onError(handleError);
  app.notFound(handleNotFound);
  app.route('/', health());
  return app;
}
