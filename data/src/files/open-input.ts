import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '@books/domain/errors';
import { openBytes, type InputFile } from './open-bytes.ts';

const CHUNK_BYTES = 256 * 1024;
const MAX_RECONNECTIONS = 5;

/** Something to read from, wherever it is. */
export type Input = InputFile & {
  /** Short name for reports. */
  readonly name: string;
  /** Compressed size where it is known. */
  readonly size: number | undefined;
  /** Tells one state of the input from another as far as can be told without reading it. */
  readonly version: string;
};

export type OpenInputDeps = {
  readonly stdin: AsyncIterable<Buffer>;
  readonly fetch: typeof fetch;
};

/**
 * Opens a file, an `http:` or `https:` address, or standard input (`-`), plain or gzip.
 *
 * @throws DomainError not_found or invalid_request with a sentence that names it
 */
export async function openInput(location: string, deps: OpenInputDeps): Promise<Input> {
  if (location === '-') return openStandardInput(deps.stdin);
  if (/^https?:\/\//.test(location)) return openAddress(location, deps.fetch);
  const file = await openBytes(location);
  const { size, mtimeMs } = await stat(location);
  return { ...file, name: basename(location), size, version: `${size} bytes of ${mtimeMs}` };
}

function openStandardInput(stdin: AsyncIterable<Buffer>): Input {
  return {
    name: 'standard input',
    size: undefined,
    version: '',
    bytes: decompressed('standard input', stdin),
    fractionRead: () => 0,
  };
}

async function openAddress(address: string, fetchBytes: typeof fetch): Promise<Input> {
  const first = await request(address, fetchBytes, 0, '');
  const length = first.headers.get('content-length');
  const size = length === null ? undefined : Number(length);
  const tag = first.headers.get('etag') ?? first.headers.get('last-modified') ?? '';
  let received = 0;

  /** The body; after a lost connection it goes on at the byte where it was lost. */
  async function* body(): AsyncIterable<Buffer> {
    let response = first;
    for (let attempt = 0; ; attempt += 1) {
      try {
        if (response.body === null) return;
        for await (const chunk of response.body) {
          received += chunk.length;
          yield Buffer.from(chunk);
        }
        if (size === undefined || received >= size) return;
        throw new Error('the connection was closed too early');
      } catch (cause) {
        if (attempt === MAX_RECONNECTIONS) {
          throw new DomainError('unavailable', `${address} cannot be read on`, { cause });
        }
        response = await request(address, fetchBytes, received, tag);
      }
    }
  }

  return {
    name: basename(new URL(address).pathname),
    size,
    version: tag,
    bytes: decompressed(address, body()),
    fractionRead: () => (size === undefined || size === 0 ? 0 : Math.min(1, received / size)),
  };
}

async function request(
  address: string,
  fetchBytes: typeof fetch,
  from: number,
  tag: string,
): Promise<Response> {
  const headers: Record<string, string> =
    from === 0
      ? { 'accept-encoding': 'identity' }
      : { 'accept-encoding': 'identity', range: `bytes=${from}-`, 'if-range': tag };
  const response = await fetchBytes(address, { headers }).catch((cause: unknown) => {
    throw new DomainError('unavailable', `${address} cannot be reached`, { cause });
  });
  if (from > 0 && response.status !== 206) {
    throw new DomainError('conflict', `${address} has changed while it was read`);
  }
  if (!response.ok) {
    const kind = response.status === 404 ? 'not_found' : 'unavailable';
    throw new DomainError(kind, `${address} answers ${response.status}`);
  }
  return response;
}

/** Gzip or not is told by the first bytes. */
async function* decompressed(name: string, bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const chunks = bytes[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  let ended = false;
  while (start.length < 2 && !ended) {
    const next = await chunks.next();
    if (next.done === true) ended = true;
    else start = Buffer.concat([start, next.value]);
  }
  async function* whole(): AsyncIterable<Buffer> {
    yield start;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      yield next.value;
    }
  }
  if (start[0] !== 0x1f || start[1] !== 0x8b) {
    yield* whole();
    return;
  }
  const source = Readable.from(whole());
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  source.once('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError('invalid_request', `${name} cannot be read: ${detail}`, { cause });
  }
}
