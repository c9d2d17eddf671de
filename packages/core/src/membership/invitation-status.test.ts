import { describe, expect, it } from 'vitest';
import { invitationStatus } from './invitation-status.ts';

const NOW = new Date(1_000_000);
const before = new Date(NOW.getTime() - 1);
const after = new Date(NOW.getTime() + 1);
const times = { expiresAt: after, acceptedAt: null, revokedAt: null };

describe('invitationStatus', () => {
  it.each([
    ['pending', times],
    ['expired', { ...times, expiresAt: NOW }],
    ['revoked', { ...times, revokedAt: before }],
    ['accepted', { ...times, acceptedAt: before }],
    ['accepted', { ...times, acceptedAt: before, expiresAt: before }],
    ['revoked', { ...times, revokedAt: before, expiresAt: NOW }],
    ['expired', { ...times, revokedAt: NOW, expiresAt: before }],
  ])('A-1 is %s: %j', (status, of) => {
    expect(invitationStatus(of, NOW)).toBe(status);
  });
});
