import { describe, expect, it, vi } from 'vitest';
import { readExcerpt } from './read-excerpt.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const limits = (maxBytes: number, ms = 5_000) => ({ maxBytes, signal: AbortSignal.timeout(ms) });

describe('excerpt of a body', () => {
  it('W-5 joins letters that were split between two pieces', async () => {
    const [first, second] = [bytes('مرحبا').subarray(0, 3), bytes('مرحبا').subarray(3)];
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(first);
        controller.enqueue(second);
        controller.close();
      },
    });
    expect(await readExcerpt(body, limits(100))).toBe('مرحبا');
  });

  it('W-5 ends a body without end at the limit, and cancels it', async () => {
    const cancel = vi.fn();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes('x'.repeat(64))),
      cancel,
    });
    expect(await readExcerpt(body, limits(100))).toHaveLength(100);
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('W-4 gives up a body that says nothing when the time is over, and cancels it', async () => {
    const cancel = vi.fn();
    const body = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined), cancel });
    await expect(readExcerpt(body, limits(100, 30))).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('W-5 throws what the connection throws while it is read', async () => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new TypeError('lost')) });
    await expect(readExcerpt(body, limits(100))).rejects.toThrow('lost');
  });
});
