const MB = 1024 * 1024;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Every limit by which a session is kept alive, in one place (S-5, S-8). Times are milliseconds, memory is PSS in
 * bytes. A slow machine may need more of some, tests need less of all.
 */
export const SUPERVISOR_LIMITS = {
  /** Launch of the browser until the page runs; waiting for a start slot does not count. */
  startDeadlineMs: 90_000,
  /** From the running page, or a lost connection, to ready. Waiting for a person has no deadline. */
  readyDeadlineMs: 120_000,
  probeEveryMs: 15_000,
  /** After a miss, and after each stage of recovery, the next probe comes sooner: a hung page costs messages. */
  probeAgainMs: 5_000,
  probeDeadlineMs: 5_000,
  /** For one call into the page: reaction, seen, look-up, pairing code. Sends have their own (send-runner.ts). */
  callDeadlineMs: 15_000,
  /** `stop` of the engine ends within 5 s by contract; then the tree is killed. */
  stopDeadlineMs: 6_000,
  logoutDeadlineMs: 20_000,
  /** Stages of recovery: listening anew in the page, and loading the page anew until it is ready. */
  reattachDeadlineMs: 5_000,
  reloadDeadlineMs: 30_000,

  /** How often memory and ages are looked at. */
  upkeepEveryMs: 30_000,
  /** Above it the session is started anew as soon as it is idle … */
  memorySoftBytes: 1024 * MB,
  /** … but not more often than this: a session that needs so much by itself must not start for ever. */
  recycleAtMostEveryMs: HOUR_MS,
  /** Above it the session is killed and started anew at once: its neighbours need the memory. */
  memoryHardBytes: 2048 * MB,
  /** A page is started anew after this and up to a fifth more, as soon as it is idle. */
  pageAgeMs: 24 * HOUR_MS,
  /** Nothing was heard of WhatsApp for so long: the listeners of the page are attached anew, to be sure. */
  eventAgeMs: 6 * HOUR_MS,

  /** Waits between starts double from the first to the longest, plus up to a fifth. */
  firstWaitMs: 1_000,
  longestWaitMs: MINUTE_MS,
  /** A session that was ready for so long starts its waits anew. */
  healthyAfterMs: 10 * MINUTE_MS,
  /** So many faults within the window open the breaker: the session rests until an operator starts it. */
  breakerFaults: 5,
  breakerWindowMs: 15 * MINUTE_MS,
  /** A full disk is looked at again so often, without end: space comes back by itself. */
  diskRetryMs: MINUTE_MS,

  /** Times that a session takes the account back by itself when it is opened elsewhere; 0 = an operator does. */
  conflictTakeovers: 0,
  conflictWindowMs: 10 * MINUTE_MS,
} as const;

export type SupervisorLimits = { [K in keyof typeof SUPERVISOR_LIMITS]: number };

/** However many are asked for: two hosts with one login would take it from each other for ever. */
const MOST_CONFLICT_TAKEOVERS = 3;

export const limitsOf = (given: Partial<SupervisorLimits> = {}): SupervisorLimits => {
  const limits = { ...SUPERVISOR_LIMITS, ...given };
  return { ...limits, conflictTakeovers: Math.min(limits.conflictTakeovers, MOST_CONFLICT_TAKEOVERS) };
};
