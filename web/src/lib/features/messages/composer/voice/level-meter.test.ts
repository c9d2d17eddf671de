import { describe, expect, it } from 'vitest';
import { LevelMeter, loudnessOf, SHOWN_BARS } from './level-meter.ts';

const RATE = 48_000;
const chunk = (amplitude: number, frames = 480) =>
  Float32Array.from({ length: frames }, (_, at) => (at % 2 ? amplitude : -amplitude));

describe('M-2 the level of a recording', () => {
  it('M-2 is 1 at full scale, 0 in a quiet room, and between for a voice', () => {
    expect(loudnessOf(1)).toBe(1);
    expect(loudnessOf(0)).toBe(0);
    expect(loudnessOf(1e-7)).toBe(0);
    expect(loudnessOf(1e-3)).toBeCloseTo(0.5);
  });

  it('M-2 draws ten bars a second, as many as there is room for, and counts what was recorded', () => {
    const meter = new LevelMeter();
    const drawn = Array.from({ length: 1_000 }, () => meter.add(chunk(0.5), RATE)).filter(Boolean);
    expect(drawn).toHaveLength(100);
    expect(meter.bars).toHaveLength(SHOWN_BARS);
    expect(meter.seconds).toBeCloseTo(10);
  });

  it('M-2 knows a muted microphone after three seconds, and hears again', () => {
    const meter = new LevelMeter();
    for (let at = 0; at < 290; at++) meter.add(chunk(0), RATE);
    expect(meter.isSilent).toBe(false);
    for (let at = 0; at < 20; at++) meter.add(chunk(0), RATE);
    expect(meter.isSilent).toBe(true);
    for (let at = 0; at < 10; at++) meter.add(chunk(0.2), RATE);
    expect(meter.isSilent).toBe(false);
  });
});
