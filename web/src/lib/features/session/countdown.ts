/** What a code's countdown shows; the deadline is the server's, so is the clock. */
export interface Countdown {
  secondsLeft: number;
  /** 1 full … 0 over. */
  share: number;
  isOver: boolean;
}

/** WhatsApp's codes live 20 s, the first one up to a minute. */
const SHORTEST_LIFE_MS = 20_000;

/** `shownAtMs`: when this code was first seen, on the server's clock like the others. */
export const countdownOf = (expiresAtMs: number, shownAtMs: number, nowMs: number): Countdown => {
  const leftMs = Math.max(0, expiresAtMs - nowMs);
  const lifeMs = Math.max(SHORTEST_LIFE_MS, expiresAtMs - shownAtMs);
  return { secondsLeft: Math.ceil(leftMs / 1_000), share: Math.min(1, leftMs / lifeMs), isOver: leftMs === 0 };
};
