import { Pool } from 'undici';
import type { Answer, Question } from '../../readers/step.ts';

export type HttpClient = {
  /** Never rejects: what kept an answer from coming is in it. */
  send(question: Question): Promise<Answer>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
};

const TIMEOUT_MS = 30_000;
const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Keep-alive connections to one server, each with one request at a time.
 *
 * @param connections at most; what comes beyond waits, and its wait counts
 */
export function createHttpClient(target: string, connections: number): HttpClient {
  const { origin, pathname } = new URL(target);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  return {
    send: async ({ method, path, body }) => {
      try {
        const { statusCode, body: answer } = await pool.request({
          method,
          path: prefix + path,
          ...(body !== undefined && { body, headers: JSON_BODY }),
        });
        return { status: statusCode, text: await answer.text() };
      } catch (error) {
        return {
          status: 0,
          text: '',
          error: error instanceof Error ? error.message : String(error),
        };
      }
    },
    close: () => pool.destroy(),
  };
}
