import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { FREE_ATTEMPTS, countLoginAttempt, forgetLoginAttempts, returnLoginAttempt } from './login-attempts.ts';

const db = openDatabase((env as unknown as { DB: D1Database }).DB);
const START = 1_700_000_000_000;

/** Attempts as fast as they are admitted; the waits between them. */
const waits = async (subject: string, attempts: number): Promise<number[]> => {
  const seen: number[] = [];
  let now = START;
  for (let i = 0; i < attempts; i++) {
    const waitMs = await countLoginAttempt(db, subject, new Date(now));
    seen.push(waitMs);
    now += waitMs;
    if (waitMs > 0) await countLoginAttempt(db, subject, new Date(now));
  }
  return seen;
};

describe('login attempts', () => {
  it('A-3 are free five times, then the wait doubles up to 15 minutes', async () => {
    const seen = await waits(crypto.randomUUID(), FREE_ATTEMPTS + 13);
    expect(seen.slice(0, FREE_ATTEMPTS)).toEqual([0, 0, 0, 0, 0]);
    expect(seen.slice(FREE_ATTEMPTS, FREE_ATTEMPTS + 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(seen.at(-1)).toBe(15 * 60_000);
  });

  it('A-3 are forgotten after a success, and after a day', async () => {
    const [subject, patient] = [crypto.randomUUID(), crypto.randomUUID()];
    for (const name of [subject, patient]) await waits(name, FREE_ATTEMPTS);
    await forgetLoginAttempts(db, subject);
    expect(await countLoginAttempt(db, subject, new Date(START))).toBe(0);
    const nextDay = new Date(START + 25 * 60 * 60_000);
    for (let i = 0; i < FREE_ATTEMPTS; i++) expect(await countLoginAttempt(db, patient, nextDay)).toBe(0);
  });

  it('A-3 that succeeded do not count, while those of others on the network stay', async () => {
    const subject = crypto.randomUUID();
    const now = new Date(START);
    for (let i = 0; i < 20; i++) {
      expect(await countLoginAttempt(db, subject, now)).toBe(0);
      await returnLoginAttempt(db, subject, now);
    }
    await waits(subject, FREE_ATTEMPTS);
    expect(await countLoginAttempt(db, subject, now)).toBe(1_000);
  });
});
