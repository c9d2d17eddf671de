import { describe, expect, it } from 'vitest';
import { laterChoices, localInput, sendAtProblem } from './send-later.ts';

const NOW = new Date(2026, 10, 21, 14, 5);

describe('M-1 send later', () => {
  it('M-1 offers tonight while it is ahead, in the time of the person', () => {
    expect(laterChoices(NOW).map(({ name, at }) => `${name} ${localInput(at)}`)).toEqual([
      'tonight 2026-11-21T20:00',
      'tomorrow 2026-11-22T09:00',
      'week 2026-11-28T09:00',
    ]);
    expect(laterChoices(new Date(2026, 10, 21, 21)).map(({ name }) => name)).toEqual(['tomorrow', 'week']);
  });

  it('M-1 says what is wrong with a time', () => {
    expect(sendAtProblem(new Date(''), NOW)).toBe('none');
    expect(sendAtProblem(NOW, NOW)).toBe('past');
    expect(sendAtProblem(new Date(2027, 11, 1), NOW)).toBe('far');
    expect(sendAtProblem(new Date(2026, 10, 22), NOW)).toBeNull();
  });
});
