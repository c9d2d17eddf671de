import { gateListSchema } from '@waqtor/contracts';
import type { GateList } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { bindings, call, freshIp, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { changeTermsOf, newCode, newLockedWorkspace, unlock, wrongCode } from '../../testing/gate-calls.ts';
import { newKey } from '../../testing/test-keys.ts';

const DAY_MS = 24 * 60 * 60_000;

const gatesOf = async (key: string): Promise<GateList> =>
  gateListSchema.parse(await (await call('/api/gates', { key })).json());

const lockedOf = async (key: string): Promise<string[]> =>
  (await gatesOf(key)).data.filter(({ isLocked }) => isLocked).map(({ id }) => id);

const auditOf = async (workspaceId: string): Promise<string[]> => {
  const { results } = await bindings.DB.prepare(
    "SELECT action, outcome, details FROM audit_rows WHERE workspace_id = ? AND action IN ('gate.unlocked', 'gate.code_refused') ORDER BY at, id",
  )
    .bind(workspaceId)
    .all<{ action: string; outcome: string; details: string }>();
  return results.map(({ action, outcome, details }) => `${action} ${outcome} ${details}`);
};

describe('GET /api/gates', () => {
  it('A-5 shows all gates open in the demo workspace and closed in a customer’s', async () => {
    const [demo, customer] = [await newWorkspace(), await newLockedWorkspace()];
    expect(await lockedOf(demo.apiKey)).toEqual([]);
    expect(await lockedOf(customer.apiKey)).toEqual(['campaigns', 'reports', 'interactive']);
  });

  it('A-5 shows them open until the subscription ends', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const end = new Date(Date.now() + DAY_MS).toISOString();
    await changeTermsOf(workspaceId, { subscriptionExpiresAt: end });
    expect([await lockedOf(apiKey), (await gatesOf(apiKey)).subscriptionExpiresAt]).toEqual([[], end]);
    pass(DAY_MS);
    expect(await lockedOf(apiKey)).toHaveLength(3);
  });
});

describe('POST /api/gates/{gate}/unlock', () => {
  it('A-5 opens every gate of the code, for its days', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId, { gates: ['campaigns', 'reports'], days: 2 });
    const before = Date.now();
    const response = await unlock(apiKey, code);
    const { data } = gateListSchema.parse(await response.json());
    expect(data.map(({ isLocked }) => isLocked)).toEqual([false, false, true]);
    const until = Date.parse(data[0]?.unlockedUntil ?? '');
    expect(until).toBeGreaterThanOrEqual(before + 2 * DAY_MS);
    expect(until).toBeLessThanOrEqual(Date.now() + 2 * DAY_MS);
    expect(await auditOf(workspaceId)).toEqual(['gate.unlocked done {}']);
    pass(2 * DAY_MS);
    expect(await lockedOf(apiKey)).toHaveLength(3);
  });

  it('A-5 takes a code once, also of ten calls at once', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => unlock(apiKey, code)));
    const codes = await Promise.all(
      answers.map(async (answer) => (answer.status === 200 ? 'ok' : (await problemIn(answer)).code)),
    );
    expect(codes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(codes.every((outcome) => ['ok', 'invalid_access_code', 'rate_limited'].includes(outcome))).toBe(true);
    const rows = (await auditOf(workspaceId)).filter((row) => row.startsWith('gate.unlocked'));
    expect(rows).toHaveLength(1);
    const { results } = await bindings.DB.prepare('SELECT gate FROM gate_unlocks WHERE workspace_id = ?')
      .bind(workspaceId)
      .all();
    expect(results).toEqual([{ gate: 'campaigns' }]);
  });

  it('A-5 refuses a code that was used, and does not lengthen by it', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId);
    await unlock(apiKey, code);
    const { data } = await gatesOf(apiKey);
    expect((await problemIn(await unlock(apiKey, code))).code).toBe('invalid_access_code');
    expect((await gatesOf(apiKey)).data).toEqual(data);
  });

  it('A-5 lengthens with another code, and never shortens', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    for (const [days, expected] of [
      [5, 5],
      [9, 9],
      [1, 9],
    ] as const) {
      expect((await unlock(apiKey, (await newCode(workspaceId, { days })).code)).status).toBe(200);
      const left = Date.parse((await gatesOf(apiKey)).data[0]?.unlockedUntil ?? '') - Date.now();
      expect(Math.round(left / DAY_MS)).toBe(expected);
    }
  });

  it('A-5 refuses a wrong code, says how many are free, and leaves a row in the audit without it', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId);
    const ip = freshIp();
    const problem = await problemIn(await unlock(apiKey, wrongCode(code), { ip }));
    expect(problem).toMatchObject({ status: 422, code: 'invalid_access_code', attemptsLeft: 4 });
    expect((await problemIn(await unlock(apiKey, wrongCode(code), { ip }))).attemptsLeft).toBe(3);
    expect(await auditOf(workspaceId)).toEqual(Array(2).fill('gate.code_refused refused {}'));
    expect((await unlock(apiKey, code, { ip })).status).toBe(200);
  });

  it('A-5 refuses a code that has expired', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId, { expiresInDays: 1 });
    pass(DAY_MS);
    expect((await problemIn(await unlock(apiKey, code))).code).toBe('invalid_access_code');
  });

  it('A-5 refuses a code for other gates, and does not spend it', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId, { gates: ['reports'] });
    expect((await problemIn(await unlock(apiKey, code, { gate: 'campaigns' }))).code).toBe('invalid_access_code');
    expect((await unlock(apiKey, code, { gate: 'reports' })).status).toBe(200);
  });

  it('A-4 refuses a code of another workspace, and does not spend it', async () => {
    const [mine, theirs] = [await newLockedWorkspace(), await newLockedWorkspace()];
    const { code } = await newCode(theirs.workspaceId);
    expect((await problemIn(await unlock(mine.apiKey, code))).code).toBe('invalid_access_code');
    expect(await lockedOf(mine.apiKey)).toHaveLength(3);
    expect((await unlock(theirs.apiKey, code)).status).toBe(200);
  });

  it('A-5 spends no code on a gate that is open anyway', async () => {
    const { apiKey, workspaceId } = await newWorkspace();
    const { code } = await newCode(workspaceId);
    expect((await unlock(apiKey, wrongCode(code))).status).toBe(200);
    await changeTermsOf(workspaceId, { isUnlocked: false });
    expect((await unlock(apiKey, code)).status).toBe(200);
  });

  it.each([['123'], ['12345'], ['12a4'], ['١٢٣٤'], [1234]])(
    'A-5 points at a code of the wrong form: %j',
    async (code) => {
      const { apiKey } = await newLockedWorkspace();
      const problem = await problemIn(await unlock(apiKey, code as string));
      expect([problem.code, problem.errors?.[0]?.pointer]).toEqual(['validation_failed', '/code']);
      expect(JSON.stringify(problem)).not.toContain(String(code));
    },
  );

  it('A-5 knows no other gate', async () => {
    const { apiKey } = await newLockedWorkspace();
    expect(await problemIn(await unlock(apiKey, '0000', { gate: 'smartbot' }))).toMatchObject({ status: 404 });
  });

  it('A-2 needs the right to change the workspace', async () => {
    const key = await newKey(await newLockedWorkspace(), { scopes: ['workspace:read'] });
    expect((await problemIn(await unlock(key.text, '0000'))).code).toBe('forbidden');
  });
});

describe('wrong access codes', () => {
  /** Wrong codes without a pause, then the refusal that tells to wait. */
  const lockOut = async (key: string, wrong: string, ip?: () => string): Promise<Response> => {
    for (let n = 0; n < 5; n++) {
      expect((await problemIn(await unlock(key, wrong, ip ? { ip: ip() } : {}))).code).toBe('invalid_access_code');
    }
    return unlock(key, wrong, ip ? { ip: ip() } : {});
  };

  it('A-5 lock a workspace out from every address, also for the right code, and the lock-out ends', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId);
    pass(0);
    const response = await lockOut(apiKey, wrongCode(code));
    expect(response.headers.get('retry-after')).toBe('30');
    expect(await problemIn(response)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await problemIn(await unlock(apiKey, code))).code).toBe('rate_limited');
    pass(29_999);
    expect((await problemIn(await unlock(apiKey, code))).code).toBe('rate_limited');
    pass(1);
    expect((await unlock(apiKey, code)).status).toBe(200);
  });

  it('A-5 lock a network out for every workspace, and no other network', async () => {
    const [guessed, neighbour, far] = [
      await newLockedWorkspace(),
      await newLockedWorkspace(),
      await newLockedWorkspace(),
    ];
    const ip = freshIp();
    pass(0);
    await lockOut(guessed.apiKey, '0000', () => ip);
    const sameNetwork = ip.replace(/::1$/, '::2');
    for (let n = 0; n < 6; n++) {
      expect((await problemIn(await unlock(neighbour.apiKey, '0000', { ip: sameNetwork }))).code).toBe('rate_limited');
    }
    expect((await problemIn(await unlock(far.apiKey, '0000'))).attemptsLeft).toBe(4);
    // Refused without a look at the code: the workspace itself has lost nothing.
    expect((await problemIn(await unlock(neighbour.apiKey, '0000'))).attemptsLeft).toBe(4);
  });

  it('A-5 wait longer each time, an hour at most', async () => {
    const { apiKey } = await newLockedWorkspace();
    pass(0);
    const waits: number[] = [];
    let response = await lockOut(apiKey, '0000');
    for (let n = 0; n < 9; n++) {
      const seconds = Number(response.headers.get('retry-after'));
      waits.push(seconds);
      pass(seconds * 1000);
      expect((await problemIn(await unlock(apiKey, '0000'))).attemptsLeft).toBe(0);
      response = await unlock(apiKey, '0000');
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
  });

  it('A-5 count from the beginning after the right one', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const [{ code }, second] = [await newCode(workspaceId), await newCode(workspaceId)];
    const wrong = wrongCode(code, second.code);
    for (let n = 0; n < 4; n++) await unlock(apiKey, wrong);
    expect((await unlock(apiKey, code)).status).toBe(200);
    expect((await problemIn(await unlock(apiKey, wrong))).attemptsLeft).toBe(4);
  });

  it('A-5 leave no trace of a code in the database', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    const { code } = await newCode(workspaceId);
    await unlock(apiKey, wrongCode(code));
    await unlock(apiKey, code);
    for (const table of ['access_codes', 'gate_unlocks', 'audit_rows']) {
      const { results } = await bindings.DB.prepare(`SELECT * FROM ${table} WHERE workspace_id = ?`)
        .bind(workspaceId)
        .all();
      const values = results.flatMap((row) => Object.values(row));
      expect(values.length).toBeGreaterThan(0);
      expect(values).not.toContain(code);
      expect(values).not.toContain(wrongCode(code));
    }
  });
});
