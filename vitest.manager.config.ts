import { defineConfig } from 'vitest/config';

/** For `npm run test:manager` alone: the steps build on each other, and a manager restarts slowly. */
export default defineConfig({
  test: {
    include: ['test/manager/**/*.test.ts'],
    globalSetup: ['test/manager/require-manager.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    bail: 1,
    maxWorkers: 1,
    reporters: ['verbose'],
  },
});
