const FIRST_MS = 200;
const LONGEST_MS = 30_000;

/**
 * 0.2 s doubling to 30 s, plus up to half of it: hosts that lost the edge together must not come back together.
 * `attempt` counts from 0.
 */
export const reconnectDelay = (attempt: number, random: () => number = Math.random): number => {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(base * (1 + random() / 2));
};
