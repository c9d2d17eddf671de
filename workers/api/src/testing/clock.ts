import { onTestFinished, vi } from 'vitest';

/** The clock stands so much further than the last time; until the end of the test. */
export const pass = (ms: number): void => {
  const now = Date.now() + ms;
  vi.useFakeTimers({ toFake: ['Date'], now });
  onTestFinished(() => void vi.useRealTimers());
};
