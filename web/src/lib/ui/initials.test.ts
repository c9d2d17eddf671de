import { describe, expect, it } from 'vitest';
import { initialsOf } from './initials.ts';

describe('D-5 initials', () => {
  it.each([
    ['هدى القحطاني', 'هق'],
    ['هدى', 'هـ'],
    ['  هند  ', 'هـ'],
    ['محمد', 'م'],
    ['Sarah al-Miller', 'SM'],
    ['+966 50 000 0001', ''],
    [null, ''],
  ])('D-5 of %s are “%s”', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
