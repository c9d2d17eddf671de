import { describe, expect, it } from 'vitest';
import { RecentValues } from './recent-values.ts';

const NOW = 1_700_000_000_000;

describe('RecentValues', () => {
  it('A-2 forgets a value when its time is over', () => {
    const recent = new RecentValues<string>({ maxEntries: 10, ttlMs: 1_000 });
    recent.put('a', 'value', NOW);
    expect([recent.get('a', NOW + 999), recent.get('a', NOW + 1_000), recent.get('a', NOW)]).toEqual([
      'value',
      undefined,
      undefined,
    ]);
  });

  it('A-2 does not prolong a value by reading it', () => {
    const recent = new RecentValues<string>({ maxEntries: 10, ttlMs: 1_000 });
    recent.put('a', 'value', NOW);
    for (let at = NOW; at < NOW + 1_000; at += 100) recent.get('a', at);
    expect(recent.get('a', NOW + 1_000)).toBeUndefined();
  });

  it('A-2 holds so many values at most, the latest ones', () => {
    const recent = new RecentValues<number>({ maxEntries: 2, ttlMs: 1_000 });
    for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) recent.put(key, at, NOW + at);
    expect(['a', 'b', 'c'].map((key) => recent.get(key, NOW + 4))).toEqual([2, undefined, 3]);
  });

  it('A-2 forgets at once what it is told to forget', () => {
    const recent = new RecentValues<string>({ maxEntries: 2, ttlMs: 1_000 });
    recent.put('a', 'value', NOW);
    recent.forget('a');
    expect(recent.get('a', NOW)).toBeUndefined();
  });
});
