import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Book } from '@books/domain/book';
import { DomainError } from '@books/domain/errors';
import { z } from 'zod';
import type { CatalogueManifest, CatalogueSnapshots } from './catalogue-snapshots.ts';
import type { FileObjectStore } from './object-store.ts';
import { publishedObjects } from './published-object.ts';

const Manifest = z.object({
  version: z.string().min(1),
  builtAt: z.iso.datetime(),
  loadedAtMs: z.int(),
  bookCount: z.int().min(0),
  sizeBytes: z.int().min(0),
});

/** Snapshots of the catalogue in an object store that holds nothing else: a book a line, as JSON, gzipped. */
export function createObjectCatalogueSnapshots(objects: FileObjectStore): CatalogueSnapshots {
  const published = publishedObjects(objects, { kind: 'catalogue', manifest: Manifest });
  return {
    current: published.current,
    publish: (version, books, { builtAt, loadedAtMs }) =>
      published.publish(version, async (name) => {
        let bookCount = 0;
        const lines = async function* () {
          for await (const book of books) {
            bookCount += 1;
            yield `${JSON.stringify(book)}\n`;
          }
        };
        const sizeBytes = await objects.writeFile(name, (path) =>
          pipeline(
            Readable.from(lines()),
            createGzip({ level: COMPRESSION }),
            createWriteStream(path),
          ),
        );
        return { version, builtAt: builtAt.toISOString(), loadedAtMs, bookCount, sizeBytes };
      }),
    async *read(manifest) {
      const path = await objects.openFile(published.nameOf(manifest.version));
      if (path === undefined)
        throw new DomainError('not_found', `no catalogue has version ${manifest.version}`);
      yield* readBooks(path, manifest);
    },
  };
}

/** Quick; a higher level makes the file a tenth smaller and takes twice as long. */
const COMPRESSION = 4;

async function* readBooks(
  path: string,
  { version, bookCount }: CatalogueManifest,
): AsyncIterable<Book> {
  const damaged = (cause?: unknown) =>
    new DomainError('unavailable', `the file of catalogue ${version} is damaged`, { cause });
  const plain = createGunzip();
  // Closes both on a failure, which whoever reads `plain` then meets.
  pipeline(createReadStream(path), plain).catch(() => {});
  let readCount = 0;
  try {
    for await (const line of linesOf(plain)) {
      readCount += 1;
      yield Book.parse(JSON.parse(line));
    }
  } catch (error) {
    throw damaged(error);
  } finally {
    plain.destroy();
  }
  if (readCount !== bookCount) throw damaged();
}

async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
