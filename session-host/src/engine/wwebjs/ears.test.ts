import { describe, expect, it } from 'vitest';
import { Ears } from './ears.ts';

describe('S-8 what arrived against what was told', () => {
  it('S-8 is not deaf to what was there before it listened, nor to what it was told of', () => {
    const ears = new Ears();
    ears.listenFrom(['A']);
    ears.note('B');
    expect(ears.areDeafTo(['A', 'B'])).toBe(false);
    expect(ears.areDeafTo(['A', 'B'])).toBe(false);
  });

  it('S-8 is deaf to a message that was not told at two looks in a row, and not at the first', () => {
    const ears = new Ears();
    ears.listenFrom([]);
    expect(ears.areDeafTo(['A'])).toBe(false);
    expect(ears.areDeafTo(['B', 'A'])).toBe(true);
  });

  it('S-8 is not deaf to a message that was told between two looks', () => {
    const ears = new Ears();
    ears.listenFrom([]);
    ears.areDeafTo(['A']);
    ears.note('A');
    expect(ears.areDeafTo(['B', 'A'])).toBe(false);
  });

  it('S-8 begins anew with a page that is loaded anew', () => {
    const ears = new Ears();
    ears.listenFrom([]);
    ears.areDeafTo(['A']);
    ears.cover();
    expect(ears.areDeafTo(['A'])).toBe(false);
    expect(ears.areDeafTo(['A'])).toBe(false);
  });
});
