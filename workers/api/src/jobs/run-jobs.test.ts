import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { newPerson, post } from '../testing/accounts.ts';
import { bindings } from '../testing/api-client.ts';
import { forgetExpiredProofs } from './forget-expired-proofs.ts';
import { runJobs } from './run-jobs.ts';

describe('jobs', () => {
  it('R-4 run one after the other, and one that fails is logged and keeps no other from its turn', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => void vi.restoreAllMocks());
    const done: string[] = [];
    await runJobs(bindings, {
      first: async () => {
        throw new Error('of person@waqtor.test');
      },
      second: async () => void done.push('second'),
    });
    expect(done).toEqual(['second']);
    expect(error.mock.calls.join()).toContain('"job":"first"');
    expect(error.mock.calls.join()).not.toContain('person@');
  });

  it('A-1 forget links that are too old, and none that still work', async () => {
    const { email, userId } = await newPerson();
    await post('/forgot-password', { email });
    const count = async () => {
      const row = await bindings.DB.prepare('SELECT count(*) AS n FROM auth_verifications WHERE identifier LIKE ?')
        .bind(`%:${userId}`)
        .first<{ n: number }>();
      return row?.n;
    };
    await forgetExpiredProofs(bindings);
    expect(await count()).toBe(1);
    await bindings.DB.prepare('UPDATE auth_verifications SET expires_at = 1 WHERE identifier LIKE ?')
      .bind(`%:${userId}`)
      .run();
    await forgetExpiredProofs(bindings);
    expect(await count()).toBe(0);
  });
});
