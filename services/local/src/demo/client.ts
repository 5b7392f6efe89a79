import { z } from 'zod';

export type DemoClient = {
  /**
   * Sends a request and reads the answer.
   *
   * @throws Error when the server is not there, or answers another status than `expected`
   */
  send<Answer extends z.ZodType>(
    request: { method: string; path: string; body?: unknown; expected: number },
    answer: Answer,
  ): Promise<z.infer<Answer>>;
};

/** @param onSent told of every request, to be shown */
export function createDemoClient(
  baseUrl: string,
  onSent: (request: { method: string; path: string; body?: unknown }, status: number) => void,
): DemoClient {
  return {
    async send({ method, path, body, expected }, answer) {
      const response = await fetch(baseUrl + path, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      }).catch((cause: unknown) => {
        throw new Error(`nothing answers at ${baseUrl}: is "npm start" running?`, { cause });
      });
      onSent({ method, path, body }, response.status);
      const text = await response.text();
      if (response.status !== expected) {
        throw new Error(`${method} ${path} answered ${response.status}, not ${expected}: ${text}`);
      }
      return answer.parse(text === '' ? undefined : JSON.parse(text));
    },
  };
}
