import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { COMPILED_CODE } from '../../local/bootstrap/compiled-code.js';

// One after the other, since each takes the whole machine; a busy one may take its time.
export default defineConfig({
  root: fileURLToPath(new URL('../../..', import.meta.url)),
  test: {
    include: ['services/shared/faults/src/**/*.fault.ts'],
    environment: 'node',
    env: COMPILED_CODE,
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 300_000,
    reporters: ['verbose'],
  },
});
