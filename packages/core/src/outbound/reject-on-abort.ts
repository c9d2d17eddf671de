/** To race the reads of a body against. One for the whole body: a listener for every piece of it would add up. */
export const rejectOnAbort = (signal: AbortSignal): Promise<never> => {
  const late = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // It may come when nobody reads any more.
  late.catch(() => undefined);
  return late;
};
