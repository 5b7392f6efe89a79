import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '@books/domain/errors';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** An input file being read. */
export type OpenedFile = {
  /** The content, decompressed when the file is gzip. */
  readonly bytes: AsyncIterable<Buffer>;
  /** How much of the file has been read, 0 to 1, by its size on disk. */
  fractionRead(): number;
};

/**
 * Opens a plain or gzip file, told apart by their first bytes and not by their name. Gzip files of several members
 * (as `cat a.gz b.gz` and parallel compressors write them) are read to their end.
 *
 * @throws DomainError not_found when there is no such file, invalid_request when it cannot be read as a file; while
 *   reading, invalid_request when the compressed content is damaged
 */
export async function openBytes(path: string): Promise<OpenedFile> {
  const handle = await open(path).catch((cause: unknown) => {
    throw describeFailure(path, cause);
  });
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle
    .read({ buffer: Buffer.alloc(GZIP_MAGIC.length), position: 0 })
    .catch(async (cause: unknown) => {
      await handle.close();
      throw describeFailure(path, cause);
    });
  const isGzip = bytesRead === GZIP_MAGIC.length && buffer.equals(GZIP_MAGIC);
  const file = handle.createReadStream({ start: 0 });
  const content = isGzip ? decompress(file) : file;
  return {
    bytes: readAll(path, content),
    fractionRead: () => (size === 0 ? 1 : Math.min(1, file.bytesRead / size)),
  };
}

function decompress(file: Readable): Readable {
  const gunzip = createGunzip();
  // A failing disk must end the reader too; pipe() does not pass errors on.
  file.once('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip).once('close', () => file.destroy());
}

async function* readAll(path: string, content: Readable): AsyncIterable<Buffer> {
  try {
    yield* content;
  } catch (cause) {
    throw describeFailure(path, cause);
  }
}

function describeFailure(path: string, cause: unknown): DomainError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return new DomainError('not_found', `there is no file ${path}`, { cause });
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new DomainError('invalid_request', `${path} cannot be read: ${detail}`, { cause });
}
