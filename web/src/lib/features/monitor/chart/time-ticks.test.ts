import { describe, expect, it } from 'vitest';
import { spanMs, SPANS, timeTicks } from './time-ticks.ts';

const local = (...[hour, minute, day = 20]: [number, number, number?]): number =>
  new Date(2026, 10, day, hour, minute).getTime();

describe('H-14 the time axis', () => {
  it('H-14 an hour is labelled by quarters', () => {
    expect(timeTicks(local(14, 7), 1)).toEqual([local(13, 15), local(13, 30), local(13, 45), local(14, 0)]);
  });

  it('H-14 a day is labelled each 6 hours of the reader, not of UTC', () => {
    expect(timeTicks(local(14, 7), 24)).toEqual([local(18, 0, 19), local(0, 0), local(6, 0), local(12, 0)]);
  });

  it('H-14 a week is labelled at each midnight', () => {
    const ticks = timeTicks(local(14, 7), 168);
    expect(ticks).toHaveLength(7);
    expect(ticks.at(-1)).toBe(local(0, 0));
  });

  it.each(SPANS)('H-14 no label of %d h lies outside of the span', (span) => {
    const to = local(12, 0);
    expect(timeTicks(to, span).filter((tick) => tick > to || tick < to - spanMs(span))).toEqual([]);
    expect(timeTicks(to, span)).toContain(to - (span === 168 ? 12 * 3_600_000 : 0));
  });
});
