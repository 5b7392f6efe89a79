import { DomainError } from '@books/domain/errors';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createDeadlines } from '../deadlines.ts';
import type { ServiceEnv } from './service-env.ts';

export type RequestBodyLimits = {
  /** Largest body, in bytes. */
  readonly bodyBytes: number;
  /** Time for a body to arrive, in milliseconds. */
  readonly bodyTimeoutMs: number;
};

/**
 * Waits until the whole body of a request is here, so that nobody who sends it slowly takes a place among the requests
 * that are served, or makes them look slow. Handlers find it where they always do.
 *
 * @returns `undefined` for a request without a body
 * @throws DomainError too_large or request_timeout, by the promise
 */
export type ReceiveBody = (c: Context<ServiceEnv>) => Promise<void> | undefined;

export function createBodyReceiver({ bodyBytes, bodyTimeoutMs }: RequestBodyLimits): ReceiveBody {
  const tooLarge = () => new DomainError('too_large', `the body is larger than ${bodyBytes} bytes`);
  const { within } = createDeadlines(
    bodyTimeoutMs,
    () => new DomainError('request_timeout', `the body did not arrive within ${bodyTimeoutMs} ms`),
  );
  const count = bodyLimit({
    maxSize: bodyBytes,
    onError: () => {
      throw tooLarge();
    },
  });
  return (c) => {
    const { method } = c.req;
    if (method === 'GET' || method === 'HEAD') return undefined;
    const length = c.req.header('content-length');
    // With both, the length is not the one that counts; with none, the bytes are counted as they come.
    if (length === undefined || c.req.header('transfer-encoding') !== undefined) {
      return within(unlessCutOff(count(c, async () => {})));
    }
    if (Number(length) > bodyBytes) return Promise.reject(tooLarge());
    if (Number(length) === 0) return undefined;
    return within(unlessCutOff(c.req.text()));
  };
}

/** Nobody hears the answer to a request that was broken off, but it is no fault of ours. */
async function unlessCutOff(body: Promise<unknown>): Promise<void> {
  try {
    await body;
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError('invalid_request', 'the body ended before it was whole', { cause });
  }
}
