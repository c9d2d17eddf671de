import { describe, expect, it } from 'vitest';
import { withRefusedBefore } from './refused-before.ts';
import { someStats } from './some-stats.fixture.ts';

const { security: none } = someStats({ atMs: Date.parse('2026-11-20T10:00:00.000Z') });

describe('H-14 refusals between two readings', () => {
  it('H-14 an event does not take back the handshakes that were refused before the hub', () => {
    const read = { ...none, unauthorizedAttempts: 3, invalidOrigins: 4 };
    expect(withRefusedBefore({ ...none, unauthorizedAttempts: 1 }, read)).toEqual(read);
  });

  it('H-14 what the hub refused itself goes on with each event', () => {
    const read = { ...none, rateLimitViolations: 5, invalidOrigins: 4 };
    expect(withRefusedBefore({ ...none, rateLimitViolations: 6 }, read)).toEqual({ ...read, rateLimitViolations: 6 });
  });

  it('H-14 before the first reading an event is all that is known', () => {
    expect(withRefusedBefore({ ...none, oversizedMessages: 2 }, null)).toEqual({ ...none, oversizedMessages: 2 });
  });
});
