import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { COMPILED_CODE } from '../../local/bootstrap/compiled-code.js';

// Stories play one after the other against one stack; a busy machine may take its time.
export default defineConfig({
  root: fileURLToPath(new URL('../../..', import.meta.url)),
  test: {
    include: ['services/shared/e2e/src/**/*.e2e.ts'],
    environment: 'node',
    env: COMPILED_CODE,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['verbose'],
  },
});
