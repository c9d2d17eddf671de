import { defineConfig } from 'vitest/config';

/** Tests that need a real Chromium or the whole product: one file after the other, because each starts browsers on two cores. */
export default defineConfig({
  test: {
    include: ['session-host/**/*.browser.test.ts', 'test/**/*.browser.test.ts', 'test/contract/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
