import { describe, expect, it } from 'vitest';
import { mixDown } from './mix-down.ts';

describe('M-2 one channel of any microphone', () => {
  it.each([
    ['nothing', [], []],
    ['one channel as it is', [[0.5, -1]], [0.5, -1]],
    [
      'two channels to their mean',
      [
        [1, 0],
        [0, -1],
      ],
      [0.5, -0.5],
    ],
  ])('M-2 mixes %s', (_, planes, mixed) => {
    expect([...mixDown(planes.map((plane) => Float32Array.from(plane)))]).toEqual(mixed);
  });
});
