import { describe, expect, it } from 'vitest';
import { type ProgressSignal, progressOf, type Standing } from './message-progress.ts';

const standing = (status: Standing['status'], ack = 0): Standing => ({ status, ack, code: null });
const outcome = (
  result: 'sent' | 'handed_over' | 'failed' | 'unknown',
  code: string | null = null,
): ProgressSignal => ({
  kind: 'outcome',
  result,
  code,
});
const ack = (level: number): ProgressSignal => ({ kind: 'ack', level });

describe('progressOf', () => {
  it('M-4 tells the levels that an ack skipped, each with its own status', () => {
    const progress = progressOf(standing('queued'), ack(3));
    expect(progress?.next).toEqual({ status: 'read', ack: 3, code: null });
    expect(progress?.events.map(({ type, status }) => [type, status])).toEqual([
      ['message.sent', 'sent'],
      ['message.delivered', 'delivered'],
      ['message.read', 'read'],
    ]);
  });

  it('M-4 never takes a level back', () => {
    for (const signal of [ack(2), ack(1), ack(0), ack(-1), outcome('sent'), outcome('failed'), outcome('unknown')]) {
      expect(progressOf(standing('delivered', 2), signal)).toBeNull();
    }
  });

  it('M-4 raises read to played without another event', () => {
    expect(progressOf(standing('read', 3), ack(4))).toEqual({ next: standing('played', 4), events: [] });
  });

  it.each(['pending', 'unknown', 'failed'] as const)('M-4 believes an ack of WhatsApp over %s', (status) => {
    expect(progressOf(standing(status), ack(1))?.next.status).toBe('sent');
  });

  it('M-4 keeps unknown when an old pending ack comes, and waits when an outcome says so', () => {
    expect(progressOf(standing('unknown'), ack(0))).toBeNull();
    expect(progressOf(standing('unknown'), outcome('handed_over'))?.next.status).toBe('pending');
  });

  it('M-4 expires only what is still queued', () => {
    expect(progressOf(standing('queued'), { kind: 'expired' })?.next).toMatchObject({
      status: 'expired',
      code: 'message_expired',
    });
    expect(progressOf(standing('pending'), { kind: 'expired' })).toBeNull();
    expect(progressOf(standing('pending'), outcome('failed', 'message_expired'))?.next.status).toBe('expired');
  });

  it('M-4 tells a failure once, and a failure after unknown again', () => {
    expect(progressOf(standing('failed'), outcome('failed', 'engine_refused'))).toBeNull();
    expect(progressOf(standing('unknown'), outcome('failed', 'engine_refused'))?.events).toEqual([
      { type: 'message.failed', status: 'failed', code: 'engine_refused' },
    ]);
  });
});
