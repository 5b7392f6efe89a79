import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { KeyPair } from './pki.ts';

/** The API server answered with an error. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(`${status}: ${message}`);
    this.status = status;
  }
}

export const Metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string(),
  resourceVersion: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  deletionTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.number().optional(),
});

type Stored = { readonly metadata: z.infer<typeof Metadata> };

type WatchEvent<T> = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T };

type PatchKind = 'merge' | 'strategic-merge';

/** The API server, as an administrator sees it. */
export type ApiClient = {
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown>;
  get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>>;
  list<Schema extends z.ZodType>(path: string, item: Schema): Promise<z.infer<Schema>[]>;
  patch(path: string, body: unknown, kind?: PatchKind): Promise<unknown>;
  /**
   * Tells of everything there is, and then of every change, until the signal. A watch that breaks off starts again
   * with everything there is.
   */
  watch<Schema extends z.ZodType<Stored>>(
    path: string,
    item: Schema,
    onEvent: (event: WatchEvent<z.infer<Schema>>) => void,
    signal: AbortSignal,
  ): Promise<void>;
};

export type ApiClientOptions = {
  readonly host: string;
  readonly port: number;
  readonly authority: string;
  readonly identity: KeyPair;
};

const List = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  items: z.array(z.unknown()),
});
const Status = z.looseObject({ message: z.string() });
const Event = z.looseObject({ type: z.string(), object: z.unknown() });
const RETRY_MS = 500;
const ATTEMPTS = 4;

export function createApiClient({ host, port, authority, identity }: ApiClientOptions): ApiClient {
  const agent = new Agent({
    keepAlive: true,
    ca: readFileSync(authority),
    cert: readFileSync(identity.certificate),
    key: readFileSync(identity.key),
  });

  const open = (
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
    signal?: AbortSignal,
  ) =>
    new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const outgoing = request(
        {
          agent,
          host,
          port,
          method,
          path,
          // Node itself does not say how long the body of a DELETE is.
          headers: { 'content-type': contentType, 'content-length': Buffer.byteLength(text) },
          ...(signal && { signal }),
        },
        resolve,
      );
      outgoing.once('error', reject);
      outgoing.end(text);
    });

  /** A connection that did not come about, or was lost, on a busy machine: the server has not answered. */
  const answer = async (...request: Parameters<typeof open>) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await open(...request);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  };

  const call: ApiClient['call'] = async (method, path, body, contentType) => {
    const response = await answer(method, path, body, contentType);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const status = response.statusCode ?? 0;
    if (status >= 400) {
      const parsed = Status.safeParse(parseJson(text));
      throw new ApiError(status, parsed.success ? parsed.data.message : text.slice(0, 500));
    }
    return parseJson(text);
  };
  const listed = async (path: string) => List.parse(await call('GET', path));

  return {
    call,
    get: async (path, schema) => schema.parse(await call('GET', path)),
    list: async (path, item) => (await listed(path)).items.map((it) => item.parse(it)),
    patch: (path, body, kind = 'merge') =>
      call('PATCH', path, body, `application/${kind}-patch+json`),
    async watch(path, item, onEvent, signal) {
      while (!signal.aborted) {
        try {
          const { metadata, items } = await listed(path);
          for (const it of items) onEvent({ type: 'ADDED', object: item.parse(it) });
          const query = `watch=true&resourceVersion=${metadata.resourceVersion}`;
          const response = await open('GET', `${path}?${query}`, undefined, undefined, signal);
          for await (const line of createInterface({ input: response })) {
            const { type, object } = Event.parse(JSON.parse(line));
            if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') break;
            onEvent({ type, object: item.parse(object) });
          }
        } catch (error) {
          if (signal.aborted) return;
          if (error instanceof z.ZodError) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // an empty or plain answer
  }
}
