const DAY_MS = 86_400_000;

/** Days that a new key may live; null: it never expires. */
export const KEY_LIVES = [30, 90, 365, null] as const;
export type KeyLife = (typeof KEY_LIVES)[number];

export const expiryOf = (life: KeyLife, nowMs: number): string | undefined =>
  life === null ? undefined : new Date(nowMs + life * DAY_MS).toISOString();

/** Addresses and networks as they were typed: one a line, or between commas. */
export const addressesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,،;]+/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];
