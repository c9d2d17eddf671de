/** More came than the reader of a body wanted. */
export class OutboundTooLargeError extends Error {
  override readonly name = 'OutboundTooLargeError';
}

/**
 * A body that is never longer than `maxBytes` and never later than `signal`: what is longer is an error, or is cut.
 * In both cases the source is cancelled, so that nobody pays for the rest.
 */
export const cappedBody = (
  source: ReadableStream<Uint8Array>,
  limits: { maxBytes: number; overflow: 'refuse' | 'cut'; signal: AbortSignal },
): ReadableStream<Uint8Array> => {
  const reader = source.getReader();
  let left = limits.maxBytes;
  const late = rejectOnAbort(limits.signal);
  const end = (): void => {
    // The source may be gone already; that is all that was wanted.
    reader.cancel().catch(() => undefined);
  };
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await Promise.race([reader.read(), late]);
        if (done) return controller.close();
        if (value.byteLength > left && limits.overflow === 'refuse') {
          end();
          return controller.error(new OutboundTooLargeError('The answer is longer than wanted.'));
        }
        const piece = value.subarray(0, left);
        left -= piece.byteLength;
        if (piece.byteLength > 0) controller.enqueue(piece);
        if (left === 0 && limits.overflow === 'cut') {
          end();
          controller.close();
        }
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel: end,
  });
};

/** One for the whole body: a listener for every piece of it would add up. */
const rejectOnAbort = (signal: AbortSignal): Promise<never> => {
  const late = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  // It may come when nobody reads any more.
  late.catch(() => undefined);
  return late;
};
