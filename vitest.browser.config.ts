import { defineConfig } from 'vitest/config';

/**
 * Tests that need a real Chromium or the whole product. Most of their time is waiting, so two files run at a time: each
 * has its own folders and ports, and what they wait for has deadlines that a busy machine of two cores keeps.
 */
export default defineConfig({
  test: {
    include: ['session-host/**/*.browser.test.ts', 'test/**/*.browser.test.ts', 'test/contract/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
