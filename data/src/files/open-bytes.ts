import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { DomainError } from '@books/domain/errors';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const CHUNK_BYTES = 128 * 1024;

/** An input file that is known to exist. */
export type InputFile = {
  /** The content, decompressed when the file is gzip. Nothing stays open when reading ends early. */
  readonly bytes: AsyncIterable<Buffer>;
  /** How much of the file has been read, 0 to 1, by its size on disk. */
  fractionRead(): number;
};

/**
 * Finds a plain or gzip file, told apart by their first bytes and not by their name. Gzip files of several members
 * (as `cat a.gz b.gz` and parallel compressors write them) are read to their end.
 *
 * @throws DomainError not_found when there is no such file, invalid_request when it cannot be read as a file; while
 *   reading, invalid_request when the compressed content is damaged
 */
export async function openBytes(path: string): Promise<InputFile> {
  const { isGzip, size } = await inspect(path).catch((cause: unknown) => {
    throw readFailure(path, cause);
  });
  let bytesRead = 0;

  async function* bytes(): AsyncIterable<Buffer> {
    const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    file.on('data', (chunk) => (bytesRead += chunk.length));
    try {
      yield* isGzip ? decompress(file) : file;
    } catch (cause) {
      throw readFailure(path, cause);
    } finally {
      file.destroy();
    }
  }

  return { bytes: bytes(), fractionRead: () => (size === 0 ? 1 : Math.min(1, bytesRead / size)) };
}

async function inspect(path: string): Promise<{ isGzip: boolean; size: number }> {
  const handle = await open(path);
  try {
    const start = Buffer.alloc(GZIP_MAGIC.length);
    await handle.read({ buffer: start, position: 0 });
    return { isGzip: start.equals(GZIP_MAGIC), size: (await handle.stat()).size };
  } finally {
    await handle.close();
  }
}

function decompress(file: ReadStream): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // pipe() does not pass errors on, and a failing disk must end the reader too.
  file.once('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

function readFailure(path: string, cause: unknown): DomainError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return new DomainError('not_found', `there is no file ${path}`, { cause });
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new DomainError('invalid_request', `${path} cannot be read: ${detail}`, { cause });
}
