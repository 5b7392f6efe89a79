import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['services/**/*.test.ts', 'data/**/*.test.ts', 'cdk8s/**/*.test.ts'],
    environment: 'node',
  },
});
