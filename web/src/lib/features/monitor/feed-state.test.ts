import { describe, expect, it } from 'vitest';
import { feedState, SILENT_AFTER_MS } from './feed-state.ts';

const feed = { isConnected: true, lastEventMs: 1_000, hasReadFailed: false, nowMs: 2_000 };

describe('H-14 where the figures come from', () => {
  it('H-14 the socket, while it tells some', () => {
    expect(feedState(feed)).toBe('live');
  });

  it('H-14 the API when the socket is away', () => {
    expect(feedState({ ...feed, isConnected: false })).toBe('polling');
  });

  it('H-14 the API when the socket is there and tells nothing', () => {
    expect(feedState({ ...feed, nowMs: 1_001 + SILENT_AFTER_MS })).toBe('polling');
  });

  it('H-14 nowhere when the API does not answer either', () => {
    expect(feedState({ ...feed, isConnected: false, hasReadFailed: true })).toBe('paused');
  });

  it('H-14 a failed read harms nothing while the socket tells', () => {
    expect(feedState({ ...feed, hasReadFailed: true })).toBe('live');
  });
});
