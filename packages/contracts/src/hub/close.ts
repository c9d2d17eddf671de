/** H-12: every code with which the hub closes, and its reason. A client stops after those that are final. */
export const HUB_CLOSES = {
  /** The object moved, or nothing was heard for 75 s: come back. */
  silent: { code: 1001, isFinal: false },
  /** Five frames above the limit. */
  rate_limited: { code: 1008, isFinal: true },
  frame_too_large: { code: 1009, isFinal: false },
  /** Something went wrong with this one connection. */
  internal: { code: 1011, isFinal: false },
  going_away: { code: 1012, isFinal: false },
  /** 60 s over the credit limit. */
  too_slow: { code: 1013, isFinal: false },
  unauthorized: { code: 4401, isFinal: true },
  forbidden: { code: 4403, isFinal: true },
  replaced: { code: 4409, isFinal: false },
} as const;
export type HubCloseReason = keyof typeof HUB_CLOSES;
