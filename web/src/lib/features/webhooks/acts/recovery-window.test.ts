import { describe, expect, it } from 'vitest';
import { sinceFailure, windowOf } from './recovery-window.ts';

describe('the window of a recovery', () => {
  it('W-5 since the endpoint began to fail takes in what failed first, which came in before that', () => {
    const [cameIn, failed] = ['2026-11-21T09:29:59.000Z', '2026-11-21T09:30:09.000Z'];
    expect(sinceFailure(failed) < cameIn).toBe(true);
  });

  it.each([
    [{ since: '', until: null }, null],
    [{ since: '2026-11-21T09:30:00.000Z', until: '2026-11-21T09:30:00.000Z' }, null],
    [{ since: '2026-11-21T09:30:00.000Z', until: null }, { since: '2026-11-21T09:30:00.000Z' }],
  ])('W-5 of %j is %j', (draft, window) => {
    expect(windowOf(draft)).toEqual(window);
  });
});
