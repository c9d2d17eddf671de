import { describe, expect, it } from 'vitest';
import { ToldVotes } from './told-votes.ts';

describe('votes that were told', () => {
  it('M-3 tells a vote once, and a later one of the same person in the same poll again', () => {
    const votes = new ToldVotes();
    expect(votes.isNew('POLL', '966500000001@c.us', 1)).toBe(true);
    expect(votes.isNew('POLL', '966500000001@c.us', 1)).toBe(false);
    expect(votes.isNew('POLL', '966500000001@c.us', 2)).toBe(true);
    expect(votes.isNew('POLL', '966500000002@c.us', 1)).toBe(true);
    expect(votes.isNew('OTHER', '966500000001@c.us', 1)).toBe(true);
  });
});
