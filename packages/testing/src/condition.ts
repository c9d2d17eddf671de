/** Waits for a condition instead of a time: asks again every few milliseconds until the deadline, then says what it waited for. */
export const until = async <T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  deadlineMs = 10_000,
  everyMs = 25,
): Promise<T> => {
  const end = Date.now() + deadlineMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await ask();
      if (value) return value;
      lastError = undefined;
    } catch (error) {
      // The thing asked may be down on purpose (fault tests): it counts as not yet, and is told at the deadline.
      lastError = error;
    }
    if (Date.now() > end) throw new Error(`Not within ${deadlineMs} ms: ${what}`, { cause: lastError });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
