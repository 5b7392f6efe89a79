import { defineConfig } from 'vitest/config';

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
          // The stacks are synthesised once for all of these.
          globalSetup: ['infra/src/testing/synthesise.ts'],
          // Some synthesise again or start programs, and a machine may be busy.
          testTimeout: 60_000,
        },
      },
    ],
  },
});
