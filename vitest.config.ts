import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['services/**/*.test.ts', 'data/**/*.test.ts'],
    environment: 'node',
  },
});
