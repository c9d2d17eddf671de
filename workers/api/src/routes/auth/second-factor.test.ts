import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { codeNow, cookiesOf, enableSecondFactor, post } from '../../testing/accounts.ts';
import { PASSWORD, bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';

const codeOf = async (response: Response): Promise<string> => (await problemIn(response)).code;
const meOf = (cookie: string): Promise<Response> => call('/api/user', { headers: { cookie } });

/** So many seconds later; a code of the time before counts as used up or past. */
const pass = (seconds: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
  onTestFinished(() => void vi.useRealTimers());
};

/** A person with a second factor, and the cookie of the login that made it. */
const newProtected = async () => {
  const workspace = await newWorkspace();
  const cookie = await signIn(workspace.email);
  return { ...workspace, cookie, ...(await enableSecondFactor(cookie)) };
};

/** Shows the password; answers the cookie that waits for the second factor. */
const begin = async (email: string): Promise<string> => {
  const response = await post('/sign-in/email', { email, password: PASSWORD });
  expect(await response.json()).toEqual({ user: null, secondFactorRequired: true });
  return cookiesOf(response);
};

const finish = (cookie: string, shown: Record<string, string>): Promise<Response> =>
  post('/sign-in/second-factor', shown, { cookie });

describe('second factor', () => {
  it('A-1 is asked for after the password, and there is no login before', async () => {
    const { email, userId, secret } = await newProtected();
    const pending = await begin(email);
    expect((await meOf(pending)).status).toBe(401);
    const done = await finish(pending, { code: await codeNow(secret, 1) });
    expect(await done.json()).toMatchObject({ user: { id: userId, email }, secondFactorRequired: false });
    expect(done.headers.getSetCookie().join('\n')).toMatch(/__Secure-waqtor\.session_token=.+HttpOnly/);
    expect((await meOf(cookiesOf(done))).status).toBe(200);
  });

  it('A-1 waits in a cookie that scripts cannot read, for 10 minutes', async () => {
    const { email, secret } = await newProtected();
    const response = await post('/sign-in/email', { email, password: PASSWORD });
    const [line = ''] = response.headers.getSetCookie();
    expect(line).toMatch(/^__Secure-waqtor\.two_factor=/);
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Max-Age=600']) expect(line).toContain(attribute);
    pass(601);
    const late = await finish(cookiesOf(response), { code: await codeNow(secret) });
    expect(await codeOf(late)).toBe('second_factor_not_pending');
  });

  it('A-1 takes no cookie without its signature, and none that was used', async () => {
    const { email, secret } = await newProtected();
    const pending = await begin(email);
    const unsigned = decodeURIComponent(pending).replace(/\.[^.]+$/, '');
    expect(await codeOf(await finish(unsigned, { code: await codeNow(secret, 1) }))).toBe('second_factor_not_pending');
    expect((await finish(pending, { code: await codeNow(secret, 1) })).status).toBe(200);
    pass(60);
    expect(await codeOf(await finish(pending, { code: await codeNow(secret) }))).toBe('second_factor_not_pending');
  });

  it('A-1 takes a code once, also from two at the same time', async () => {
    const { email, secret } = await newProtected();
    const [first, second] = [await begin(email), await begin(email)];
    const code = await codeNow(secret, 1);
    const answers = await Promise.all([finish(first, { code }), finish(second, { code })]);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const third = await begin(email);
    expect(await codeOf(await finish(third, { code }))).toBe('invalid_second_factor');
  });

  it('A-1 refuses the code that switched it on', async () => {
    const { email, code } = await newProtected();
    expect(await codeOf(await finish(await begin(email), { code }))).toBe('invalid_second_factor');
  });

  it('A-1 takes each backup code once, however it is typed', async () => {
    const { email, cookie, backupCodes } = await newProtected();
    const [backupCode = '', another = ''] = backupCodes;
    expect(new Set(backupCodes).size).toBe(10);
    const typed = backupCode.toLowerCase().replace('-', ' ');
    expect((await finish(await begin(email), { backupCode: typed })).status).toBe(200);
    expect(await codeOf(await finish(await begin(email), { backupCode }))).toBe('invalid_second_factor');
    expect((await finish(await begin(email), { backupCode: another })).status).toBe(200);
    const status = await call('/api/auth/second-factor', { headers: { cookie } });
    expect(await status.json()).toEqual({ isEnabled: true, backupCodesLeft: 8 });
  });

  it('A-1 backup codes that are made anew replace the old ones', async () => {
    const { email, cookie, backupCodes } = await newProtected();
    const response = await post('/second-factor/backup-codes', undefined, { cookie });
    const fresh = ((await response.json()) as { backupCodes: string[] }).backupCodes;
    const tryOne = async (backupCode = '') => (await finish(await begin(email), { backupCode })).status;
    expect([await tryOne(backupCodes[0]), await tryOne(fresh[0])]).toEqual([401, 200]);
  });

  it('A-3 is slowed when it is guessed, and never locked for good', async () => {
    const { email, secret } = await newProtected();
    const pending = await begin(email);
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await finish(pending, { code: '000000' })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    // The right password does not reset the count: else every guess could begin with it.
    expect((await finish(await begin(email), { code: '000000' })).status).toBe(429);
    pass(15 * 60);
    expect((await finish(await begin(email), { code: await codeNow(secret) })).status).toBe(200);
  });

  it('A-1 is kept sealed: neither secret nor backup codes stand in the database', async () => {
    const { userId, secret, backupCodes } = await newProtected();
    const row = await bindings.DB.prepare('SELECT * FROM two_factors WHERE user_id = ?').bind(userId).first();
    const text = JSON.stringify(row);
    for (const clear of [secret, ...backupCodes, ...backupCodes.map((code) => code.replace('-', ''))]) {
      expect(text).not.toContain(clear);
    }
  });

  it('A-1 counts only after a code has shown that the authenticator works', async () => {
    const { email } = await newWorkspace();
    const cookie = await signIn(email);
    const setup = (await (await post('/second-factor/enable', undefined, { cookie })).json()) as { secret: string };
    expect(await codeOf(await post('/second-factor/confirm', { code: '000000' }, { cookie }))).toBe(
      'invalid_second_factor',
    );
    const signedIn = await post('/sign-in/email', { email, password: PASSWORD });
    expect(await signedIn.json()).toMatchObject({ secondFactorRequired: false });
    const again = (await (await post('/second-factor/enable', undefined, { cookie })).json()) as { secret: string };
    expect(again.secret).not.toBe(setup.secret);
    const code = await codeNow(setup.secret);
    expect(await codeOf(await post('/second-factor/confirm', { code }, { cookie }))).toBe('invalid_second_factor');
  });

  it('A-1 cannot be replaced while it counts, and can be switched off', async () => {
    const { email, cookie } = await newProtected();
    expect(await codeOf(await post('/second-factor/enable', undefined, { cookie }))).toBe('conflict');
    expect((await post('/second-factor/disable', undefined, { cookie })).status).toBe(204);
    expect(await codeOf(await post('/second-factor/disable', undefined, { cookie }))).toBe('conflict');
    const signedIn = await post('/sign-in/email', { email, password: PASSWORD });
    expect(await signedIn.json()).toMatchObject({ secondFactorRequired: false });
  });

  it.each(['/second-factor/enable', '/second-factor/disable', '/second-factor/backup-codes'])(
    'A-1 asks for recent authentication before %s',
    async (path) => {
      const { email } = await newWorkspace();
      const cookie = await signIn(email);
      pass(11 * 60);
      expect(await codeOf(await post(path, undefined, { cookie }))).toBe('recent_authentication_required');
    },
  );

  it('A-1 is good for recent authentication, a code once', async () => {
    const { cookie, secret } = await newProtected();
    pass(11 * 60);
    const code = await codeNow(secret);
    const response = await post('/confirm', { code }, { cookie });
    const { confirmedUntil } = (await response.json()) as { confirmedUntil: string };
    expect(Date.parse(confirmedUntil) - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(await codeOf(await post('/confirm', { code }, { cookie }))).toBe('invalid_second_factor');
    expect((await post('/second-factor/backup-codes', undefined, { cookie })).status).toBe(200);
  });

  it('G-7 leaves its rows in the audit of the workspace', async () => {
    const { cookie, workspaceId } = await newProtected();
    await post('/second-factor/backup-codes', undefined, { cookie });
    await post('/second-factor/disable', undefined, { cookie });
    const { results } = await bindings.DB.prepare(
      "SELECT action FROM audit_rows WHERE workspace_id = ? AND action LIKE 'second_factor.%' ORDER BY at, id",
    )
      .bind(workspaceId)
      .all<{ action: string }>();
    expect(results.map((row) => row.action)).toEqual([
      'second_factor.enabled',
      'second_factor.backup_codes_made',
      'second_factor.disabled',
    ]);
  });
});
