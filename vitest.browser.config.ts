import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute and more: one that begins last would run on alone, with half the machine idle. */
const LONG = ['sweep', 'hub-faults', 'send-faults', 'web/sessions', 'web/messages', 'web/hosts', 'wwebjs/wwebjs'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      LONG.some((name) => moduleId.includes(`${name}.browser`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * Tests that need a real Chromium or the whole product. Most of their time is waiting, so two files run at a time: each
 * has its own folders and ports, and what they wait for has deadlines that a busy machine of two cores keeps.
 */
export default defineConfig({
  test: {
    include: ['session-host/**/*.browser.test.ts', 'test/**/*.browser.test.ts', 'test/contract/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
