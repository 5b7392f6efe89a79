import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@books/domain/errors';
import { z } from 'zod';
import type { ModelManifest, ModelStore } from './model-store.ts';
import { keepLastFiles, readPointer, replaceFile, undefinedWhenMissing } from './replace-file.ts';

/** Models kept: the one in service and the one to go back to. */
const KEPT_MODELS = 2;
const MODEL_FILE = /^model-(.+)\.bin$/;
const POINTER_FILE = 'current.json';

const Manifest = z.object({
  version: z.string().min(1),
  createdAt: z.string().min(1),
  sizeBytes: z.int().min(0),
  sha256: z.string().length(64),
});

/** Models as files in a folder, which is made when it is missing. */
export function createFileModelStore(folder: string): ModelStore {
  const modelPath = (version: string) => join(folder, `model-${version}.bin`);
  const pointerPath = join(folder, POINTER_FILE);

  const current = (): Promise<ModelManifest | undefined> => readPointer(pointerPath, Manifest);

  return {
    current,
    async publish(version, bytes, createdAt) {
      await mkdir(folder, { recursive: true });
      const manifest: ModelManifest = {
        version,
        createdAt: createdAt.toISOString(),
        sizeBytes: bytes.byteLength,
        sha256: sha256(bytes),
      };
      await replaceFile(modelPath(version), bytes);
      await replaceFile(pointerPath, JSON.stringify(manifest, null, 2));
      await keepLastFiles(folder, MODEL_FILE, KEPT_MODELS);
      return manifest;
    },
    async read(version) {
      const bytes = await readFile(modelPath(version)).catch(undefinedWhenMissing);
      if (bytes === undefined)
        throw new DomainError('not_found', `no model has version ${version}`);
      const manifest = await current();
      if (manifest?.version === version && manifest.sha256 !== sha256(bytes)) {
        throw new DomainError('unavailable', `the file of model ${version} is damaged`);
      }
      return bytes;
    },
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
