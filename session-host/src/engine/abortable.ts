import { EngineBroken } from './engine.ts';

/** The promise, or EngineBroken soon after the signal fires: nothing that hangs may hang its caller. */
export const abortable = <T>(promise: Promise<T>, signal: AbortSignal, what: string): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(new EngineBroken(`${what}: no answer in time`, { cause: signal.reason }));
    if (signal.aborted) {
      onAbort();
      // Its late end is of no interest any more, and must not become an unhandled rejection.
      promise.catch(() => undefined);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
