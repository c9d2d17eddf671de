import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long, in the order in which they begin: one that begins last would run on alone, with the machine
 * half idle. Those that mostly wait (for kills, retries, leases) stand among those that keep a core busy.
 */
const FIRST = [
  'web/sweep',
  'product/hub-faults',
  'web/messages',
  'product/send-faults',
  'web/sessions',
  'product/webhooks',
  'wwebjs/wwebjs',
  'product/many-hosts',
  'web/webhooks',
  'web/hosts',
  'sessions/process-faults',
  'web/monitor',
  'product/session-faults',
  'web/notifications',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = FIRST.findIndex((name) => moduleId.includes(`${name}.browser`));
      return place === -1 ? FIRST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

/**
 * Tests that need a real Chromium or the whole product. A third of their time is waiting, so three files run at a time
 * on two cores: each has its own folders and ports, and what they wait for has deadlines that a busy machine keeps.
 */
export default defineConfig({
  test: {
    include: ['session-host/**/*.browser.test.ts', 'test/**/*.browser.test.ts', 'test/contract/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
