import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { FileObjectStore } from './object-store.ts';
import { replaceFileBy } from './replace-file.ts';
import { isMissing, isOvertaken } from './s3-errors.ts';

/** Bytes of a part of a large upload; one that fails is sent again alone. */
const PART_BYTES = 16 * 1024 * 1024;
/** Parts that are under way at once, and so held in memory. */
const PARTS_AT_ONCE = 2;
/** Files that are kept on this machine: the one that was asked for, and the one before. */
const KEPT_FILES = 2;
/** How the name of a folder begins that holds what is being uploaded. */
const UPLOAD = 'upload-';

export type S3ObjectStoreOptions = {
  readonly client: S3Client;
  readonly bucket: string;
  /** What every key begins with, such as `models/`; may be empty. */
  readonly prefix: string;
  /** A folder of this machine for the files that are written and opened; made when it is missing, and nobody else's. */
  readonly folder: string;
};

/**
 * Objects in a bucket of S3. Uploads of files go in parts; those of somebody who was killed stay with S3 unseen until a
 * rule of the bucket clears them away.
 */
export function createS3ObjectStore(options: S3ObjectStoreOptions): FileObjectStore {
  const { client, bucket: Bucket, prefix, folder } = options;
  const keyOf = (name: string) => `${prefix}${name}`;

  /** `undefined` when there is no object of this name. */
  const get = async (name: string) => {
    try {
      const { Body: body, ETag: tag = '' } = await client.send(
        new GetObjectCommand({ Bucket, Key: keyOf(name) }),
      );
      return body && { body, tag };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    async read(name) {
      const found = await get(name);
      return (
        found && { bytes: Uint8Array.from(await found.body.transformToByteArray()), tag: found.tag }
      );
    },
    async write(name, bytes) {
      await client.send(new PutObjectCommand({ Bucket, Key: keyOf(name), Body: bytes }));
    },
    async replace(name, bytes, tag) {
      const condition = tag === undefined ? { IfNoneMatch: '*' } : { IfMatch: tag };
      try {
        await client.send(
          new PutObjectCommand({ Bucket, Key: keyOf(name), Body: bytes, ...condition }),
        );
        return true;
      } catch (error) {
        // A pointer that was removed meanwhile cannot be matched either.
        if (isOvertaken(error) || isMissing(error)) return false;
        throw error;
      }
    },
    async names() {
      const names: string[] = [];
      const pages = paginateListObjectsV2({ client }, { Bucket, Prefix: prefix });
      for await (const { Contents: objects = [] } of pages) {
        for (const { Key: key = '' } of objects) names.push(key.slice(prefix.length));
      }
      return names.sort();
    },
    async remove(name) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(name) }));
    },
    async writeFile(name, make) {
      await mkdir(folder, { recursive: true });
      const begun = (await readdir(folder)).filter((entry) => entry.startsWith(UPLOAD));
      // Left behind by one who was killed: there is one writer at a time.
      for (const left of begun) await rm(join(folder, left), { recursive: true, force: true });
      const own = await mkdtemp(join(folder, UPLOAD));
      try {
        const path = join(own, name);
        await make(path);
        const upload = new Upload({
          client,
          params: { Bucket, Key: keyOf(name), Body: createReadStream(path) },
          partSize: PART_BYTES,
          queueSize: PARTS_AT_ONCE,
        });
        await upload.done();
        return (await stat(path)).size;
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
    async openFile(name) {
      const found = await get(name);
      if (found === undefined) return undefined;
      await mkdir(folder, { recursive: true });
      const path = join(folder, name);
      await replaceFileBy(path, (unfinished) =>
        pipeline(asNodeStream(found.body), createWriteStream(unfinished)),
      );
      await keepNewestFiles(folder, name);
      return path;
    },
  };
}

/** The SDK declares what the body is in any runtime; in Node it is a stream of Node's. */
function asNodeStream(body: unknown): Readable {
  if (body instanceof Readable) return body;
  throw new TypeError('the SDK gave a body that is not a stream of Node');
}

/** Clears the folder but for the newest files by name, and `opened`. */
async function keepNewestFiles(folder: string, opened: string): Promise<void> {
  const files = await readdir(folder, { withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map(({ name }) => name);
  const old = names.sort().slice(0, -KEPT_FILES);
  for (const name of old) if (name !== opened) await rm(join(folder, name), { force: true });
}
