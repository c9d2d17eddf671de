import { rejectOnAbort } from './reject-on-abort.ts';

/** More came than the reader of a body wanted. */
export class OutboundTooLargeError extends Error {
  override readonly name = 'OutboundTooLargeError';
}

/**
 * A body that is never longer than `maxBytes` and never later than `signal`: both are errors while it is read, and the
 * source is cancelled, so that nobody pays for the rest.
 */
export const cappedBody = (
  source: ReadableStream<Uint8Array>,
  limits: { maxBytes: number; signal: AbortSignal },
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
        if (value.byteLength > left) {
          end();
          return controller.error(new OutboundTooLargeError('The answer is longer than wanted.'));
        }
        left -= value.byteLength;
        if (value.byteLength > 0) controller.enqueue(value);
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel: end,
  });
};
