import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/manager/**'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // Two workers: the suites start real servers and processes, and more of them than cores only wait for each other.
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', 'json'] : ['default'],
    outputFile: { json: 'node_modules/.cache/vitest-report.json' },
  },
});
