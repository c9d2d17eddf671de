/** H-12: after these the server does not want us back: signed off, refused, not signed in, not allowed. */
const FINAL_CODES: ReadonlySet<number> = new Set([1000, 1008, 4401, 4403]);
/** H-12: the server restarts; everybody at once would be a stampede, so the return is spread. */
const RESTART_CODES: ReadonlySet<number> = new Set([1001, 1012]);
const RESTART_SPREAD_MS = 10_000;
const BACKOFF_MS = [1_000, 2_000, 4_000, 8_000, 16_000] as const;
/** Added to a backoff, as a share of it. */
const JITTER_SHARE = 0.3;
const OFFLINE_MIN_MS = 30_000;
const OFFLINE_SPREAD_MS = 30_000;

export interface ConnectionLoss {
  /** Close code; 1006 when there was none. */
  closeCode: number;
  /** Consecutive losses without a stable connection between them, this one included; ≥ 1. */
  failures: number;
  /** 0 ≤ random < 1. */
  random: number;
}

export type NextConnection = { kind: 'stop' } | { kind: 'retry'; delayMs: number; isOffline: boolean };

/** What follows a lost connection (H-12): stop, or try again after a delay; offline once five tries have failed. */
export const nextConnection = ({ closeCode, failures, random }: ConnectionLoss): NextConnection => {
  if (FINAL_CODES.has(closeCode)) return { kind: 'stop' };
  const base = BACKOFF_MS[failures - 1];
  if (base === undefined) {
    return { kind: 'retry', delayMs: OFFLINE_MIN_MS + Math.floor(random * OFFLINE_SPREAD_MS), isOffline: true };
  }
  if (RESTART_CODES.has(closeCode)) {
    return { kind: 'retry', delayMs: Math.floor(random * RESTART_SPREAD_MS), isOffline: false };
  }
  return { kind: 'retry', delayMs: base + Math.floor(random * base * JITTER_SHARE), isOffline: false };
};
