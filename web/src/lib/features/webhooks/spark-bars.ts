import type { WebhookStats } from '@waqtor/contracts';

export interface SparkBar {
  x: number;
  width: number;
  /** From the bottom up: what arrived, then what failed. Heights in the units of the drawing. */
  ok: { y: number; height: number } | null;
  bad: { y: number; height: number } | null;
  isQuiet: boolean;
}
export const SPARK_WIDTH = 120;
export const SPARK_HEIGHT = 28;
/** So that an hour with one delivery is seen beside one with a thousand. */
const MIN_HEIGHT = 3;
const GAP = 1.2;

/** One bar for each hour, as high as its attempts against the busiest hour. */
export const sparkBars = (hours: WebhookStats['hours']): SparkBar[] => {
  const step = SPARK_WIDTH / Math.max(1, hours.length);
  const high = Math.max(1, ...hours.map(({ succeeded, failed }) => succeeded + failed));
  return hours.map(({ succeeded, failed }, index) => {
    const all = succeeded + failed;
    const place = { x: index * step + GAP / 2, width: step - GAP };
    if (all === 0) return { ...place, ok: null, bad: null, isQuiet: true };
    const height = Math.max(MIN_HEIGHT, (all / high) * SPARK_HEIGHT);
    const badHeight = failed === 0 ? 0 : Math.max(succeeded === 0 ? height : 2, (failed / all) * height);
    const okHeight = height - badHeight;
    return {
      ...place,
      ok: okHeight > 0 ? { y: SPARK_HEIGHT - okHeight, height: okHeight } : null,
      bad: badHeight > 0 ? { y: SPARK_HEIGHT - height, height: badHeight } : null,
      isQuiet: false,
    };
  });
};
