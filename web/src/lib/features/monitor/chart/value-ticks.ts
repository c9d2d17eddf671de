const STEPS = [1, 2, 2.5, 5, 10];
/** Lines above the base: fewer say too little, more crowd a chart of 160 px. */
const WANTED_LINES = 4;

/**
 * The values of the grid lines for whole numbers up to `max`, from 0 to the first round value that holds it: `[0, 5, 10]`.
 * Never a fraction, never the base alone: a chart of nothing but zeros goes to 1.
 */
export const valueTicks = (max: number): number[] => {
  if (max <= WANTED_LINES) return Array.from({ length: Math.max(1, Math.ceil(max)) + 1 }, (_, index) => index);
  const rough = max / WANTED_LINES;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.map((factor) => factor * power).find((size) => size >= rough && Number.isInteger(size)) ?? rough;
  const lines = Math.ceil(max / step);
  return Array.from({ length: lines + 1 }, (_, index) => index * step);
};
