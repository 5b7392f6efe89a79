import { createHash } from 'node:crypto';
import { DomainError } from '@books/domain/errors';
import type { ModelManifest, ModelStore } from './model-store.ts';

/** Keeps the newest model in memory, for tests. */
export function createMemoryModelStore(): ModelStore {
  let kept: { manifest: ModelManifest; bytes: Uint8Array<ArrayBuffer> } | undefined;
  return {
    async publish(version, bytes, createdAt) {
      const manifest = {
        version,
        createdAt: createdAt.toISOString(),
        sizeBytes: bytes.byteLength,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
      kept = { manifest, bytes: Uint8Array.from(bytes) };
      return manifest;
    },
    current: async () => kept?.manifest,
    async read(version) {
      if (kept?.manifest.version !== version) {
        throw new DomainError('not_found', `no model has version ${version}`);
      }
      return kept.bytes;
    },
  };
}
