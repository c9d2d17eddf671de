import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

/**
 * Tests that run inside workerd: routes, Durable Objects, D1. Every test has its own workspace, so the files of one of
 * the two runtimes share its storage.
 */
export default defineConfig(async () => ({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: './packages/testing/wrangler.test.toml' },
      miniflare: {
        bindings: {
          TEST_MIGRATIONS: await readD1Migrations('db/migrations'),
          // So few that a test can fill a hub and see its relays.
          WAQTOR_HUB_SOCKETS: '20',
        },
      },
    }),
  ],
  test: {
    include: ['durable-objects/**/*.test.ts', 'workers/**/*.test.ts', 'db/**/*.test.ts'],
    setupFiles: ['./packages/testing/src/workers-setup.ts'],
    isolate: false,
    maxWorkers: 2,
    testTimeout: 15_000,
  },
}));
