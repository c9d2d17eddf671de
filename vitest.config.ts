import { defineConfig } from 'vitest/config';

/** Tests that run in Node: pure functions, the session host with the memory engine, the live client. */
export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'session-host/**/*.test.ts', 'web/src/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.browser.test.ts', 'web/.svelte-kit/**'],
    testTimeout: 15_000,
    maxWorkers: 2,
  },
});
