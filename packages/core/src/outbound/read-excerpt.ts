import { rejectOnAbort } from './reject-on-abort.ts';

/**
 * The first `maxBytes` of a body as UTF-8 text; the source is cancelled there, so that nobody pays for the rest. Without
 * a stream of our own around it: of every webhook delivered somebody reads the answer. Throws the reason of `signal`
 * when it is late, and what the source throws.
 */
export const readExcerpt = async (
  source: ReadableStream<Uint8Array>,
  limits: { maxBytes: number; signal: AbortSignal },
): Promise<string> => {
  const reader = source.getReader();
  const late = rejectOnAbort(limits.signal);
  const decoder = new TextDecoder();
  let text = '';
  let left = limits.maxBytes;
  let isEnded = false;
  try {
    while (left > 0) {
      const { done, value } = await Promise.race([reader.read(), late]);
      isEnded = done;
      if (done) break;
      const piece = value.subarray(0, left);
      left -= piece.byteLength;
      text += decoder.decode(piece, { stream: true });
    }
  } finally {
    // It may be gone already; that is all that was wanted.
    if (!isEnded) reader.cancel().catch(() => undefined);
  }
  return text + decoder.decode();
};
