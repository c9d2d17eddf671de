import { describe, expect, it } from 'vitest';
import { RESERVE_BYTES, SESSION_BYTES, capacityOf } from './capacity.ts';

const MB = 1024 * 1024;
const base = {
  limit: 20,
  held: 0,
  availableBytes: RESERVE_BYTES + 700 * MB,
  sessionBytes: [],
  defaultSessionBytes: SESSION_BYTES.simulator,
};

describe('S-4 places of a host by its memory', () => {
  it.each([
    ['as many as fit by the default size', {}, 10],
    ['never more than the limit', { limit: 4 }, 4],
    ['as many as fit by the measured average', { held: 2, sessionBytes: [100 * MB, 250 * MB] }, 6],
    ['at least half of the default for sessions that have just started', { held: 1, sessionBytes: [MB] }, 20],
    ['only those it holds when memory is short', { held: 3, availableBytes: RESERVE_BYTES - 1 }, 3],
    ['none when it holds none and memory is short', { availableBytes: 0 }, 0],
    ['the limit where the system does not tell', { availableBytes: null }, 20],
    ['fewer for the real page', { defaultSessionBytes: SESSION_BYTES.real }, 1],
  ])('S-4 counts %s', (_, change, places) => {
    expect(capacityOf({ ...base, ...change })).toBe(places);
  });
});
