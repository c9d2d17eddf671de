/** Waits for a condition with a deadline, looking often; for tests against real sockets. */
export const until = async (condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> => {
  const end = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`Not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
