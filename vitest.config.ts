import { defineConfig } from 'vitest/config';
import { COMPILED_CODE } from './services/local/bootstrap/compiled-code.js';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'product',
          include: [
            'services/**/*.test.ts',
            'data/**/*.test.ts',
            'cdk8s/**/*.test.ts',
            'loadtest/**/*.test.ts',
            'charts/**/*.test.ts',
          ],
          environment: 'node',
          env: COMPILED_CODE,
          // Tests that wait do so for a condition; these limits are for a machine that is busy with other things.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'infra',
          include: ['infra/**/*.test.ts'],
          environment: 'node',
          env: COMPILED_CODE,
          // The stacks are synthesised once for all of these.
          globalSetup: ['infra/src/testing/synthesise.ts'],
          // Some synthesise again or start programs, and a machine may be busy.
          testTimeout: 60_000,
        },
      },
    ],
  },
});
