import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NEW_PASSWORD, cookiesOf, freshEmail, lastToken, newPerson, post, signUp } from '../../testing/accounts.ts';
import { bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { mailsTo } from '../../testing/mails.ts';

const OTHER_PASSWORD = 'nine blue dhows in the bay';
const HOUR_MS = 60 * 60_000;

/** The clock stands so much further; until the end of the test. */
const pass = (ms: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  onTestFinished(() => void vi.useRealTimers());
};

const codeOf = async (response: Response): Promise<string> => (await problemIn(response)).code;
const meOf = (cookie: string): Promise<Response> => call('/api/user', { headers: { cookie } });
const actionsIn = async ({ workspaceId }: TestWorkspace): Promise<string[]> => {
  const { results } = await bindings.DB.prepare(
    "SELECT action FROM audit_rows WHERE workspace_id = ? AND action <> 'data.read' ORDER BY at, id",
  )
    .bind(workspaceId)
    .all<{ action: string }>();
  return results.map((row) => row.action);
};

const askForReset = async (email: string): Promise<string> => {
  expect((await post('/forgot-password', { email })).status).toBe(202);
  return lastToken(email, 'reset_password');
};

describe('link that confirms an address', () => {
  it('A-1 works once', async () => {
    const email = freshEmail();
    await signUp(email);
    const token = await lastToken(email, 'verify_email');
    const answers = await Promise.all([post('/verify-email', { token }), post('/verify-email', { token })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410]);
    expect(await codeOf(await post('/verify-email', { token }))).toBe('invalid_link');
  });

  it('A-1 is too old after 24 hours, and can be asked for again', async () => {
    const email = freshEmail();
    await signUp(email);
    const token = await lastToken(email, 'verify_email');
    pass(24 * HOUR_MS + 1);
    expect(await codeOf(await post('/verify-email', { token }))).toBe('invalid_link');
    expect((await post('/verify-email/resend', { email })).status).toBe(202);
    const next = await lastToken(email, 'verify_email');
    expect(next).not.toBe(token);
    expect((await post('/verify-email', { token: next })).status).toBe(200);
  });

  it('A-1 stands in the database as a hash alone', async () => {
    const email = freshEmail();
    await signUp(email);
    const token = await lastToken(email, 'verify_email');
    const secret = token.split('.')[1] ?? '';
    expect(secret).toMatch(/^[A-Za-z0-9]{32}$/);
    const { results } = await bindings.DB.prepare('SELECT * FROM auth_verifications').all();
    expect(JSON.stringify(results)).not.toContain(secret);
  });

  it('A-1 until it is opened, only the right password is told that it is missing', async () => {
    const email = freshEmail();
    await signUp(email);
    expect(await codeOf(await post('/sign-in/email', { email, password: OTHER_PASSWORD }))).toBe('invalid_credentials');
    const right = await post('/sign-in/email', { email, password: NEW_PASSWORD });
    expect(right.headers.getSetCookie()).toEqual([]);
    expect(await problemIn(right)).toMatchObject({ status: 403, code: 'email_not_verified' });
  });

  it('A-3 is sent again to nobody who is confirmed or unknown, with the same answer', async () => {
    const [{ email }, unknown] = [await newPerson(), freshEmail()];
    for (const address of [email, unknown]) {
      expect((await post('/verify-email/resend', { email: address })).status).toBe(202);
    }
    expect((await mailsTo(email)).filter((mail) => mail.template === 'verify_email')).toHaveLength(1);
    expect(await mailsTo(unknown)).toEqual([]);
  });

  it.each([
    'x'.repeat(40),
    `usr_${'0'.repeat(26)}.${'a'.repeat(32)}`,
    `${'.'.repeat(20)}`,
    "usr_1' OR 1=1 --.aaaaaaaaaaaa",
  ])('A-3 that nobody made is refused: %s', async (token) => {
    expect(await codeOf(await post('/verify-email', { token }))).toBe('invalid_link');
    expect(await codeOf(await post('/reset-password', { token, password: NEW_PASSWORD }))).toBe('invalid_link');
  });

  it('A-3 of one purpose does not serve another', async () => {
    const email = freshEmail();
    await signUp(email);
    const token = await lastToken(email, 'verify_email');
    expect(await codeOf(await post('/reset-password', { token, password: OTHER_PASSWORD }))).toBe('invalid_link');
  });
});

describe('link to a new password', () => {
  it('A-1 changes the password, ends every login, tells the owner and works once', async () => {
    const workspace = await newWorkspace();
    const { email } = workspace;
    const cookies = [await signIn(email), await signIn(email)];
    const token = await askForReset(email);
    expect((await post('/reset-password', { token, password: OTHER_PASSWORD })).status).toBe(200);
    for (const cookie of cookies) expect((await meOf(cookie)).status).toBe(401);
    expect((await post('/sign-in/email', { email, password: OTHER_PASSWORD })).status).toBe(200);
    expect((await mailsTo(email)).map((mail) => mail.template)).toContain('password_changed');
    expect(await codeOf(await post('/reset-password', { token, password: NEW_PASSWORD }))).toBe('invalid_link');
    expect(await actionsIn(workspace)).toContain('password.reset');
  });

  it('A-1 makes the other links of the person void', async () => {
    const { email } = await newPerson();
    const [first, second] = [await askForReset(email), await askForReset(email)];
    expect((await post('/reset-password', { token: second, password: OTHER_PASSWORD })).status).toBe(200);
    expect(await codeOf(await post('/reset-password', { token: first, password: NEW_PASSWORD }))).toBe('invalid_link');
  });

  it('A-1 is too old after an hour', async () => {
    const { email } = await newPerson();
    const token = await askForReset(email);
    pass(HOUR_MS + 1);
    expect(await codeOf(await post('/reset-password', { token, password: OTHER_PASSWORD }))).toBe('invalid_link');
  });

  it('A-1 survives a weak password, which changes nothing', async () => {
    const { email } = await newPerson();
    const token = await askForReset(email);
    const problem = await problemIn(await post('/reset-password', { token, password: 'qwertyuiop123' }));
    expect(problem.errors?.[0]).toMatchObject({ pointer: '/password', code: 'password_too_simple' });
    expect((await post('/sign-in/email', { email, password: NEW_PASSWORD })).status).toBe(200);
    expect((await post('/reset-password', { token, password: OTHER_PASSWORD })).status).toBe(200);
  });

  it('A-1 used by two at once sets one password and one mail', async () => {
    const { email } = await newPerson();
    const token = await askForReset(email);
    const passwords = [OTHER_PASSWORD, `${OTHER_PASSWORD} again`];
    const answers = await Promise.all(passwords.map((password) => post('/reset-password', { token, password })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410]);
    expect((await mailsTo(email)).filter((mail) => mail.template === 'password_changed')).toHaveLength(1);
  });

  it('A-1 confirms the address of somebody who never did', async () => {
    const email = freshEmail();
    await signUp(email);
    const token = await askForReset(email);
    await post('/reset-password', { token, password: OTHER_PASSWORD });
    expect((await post('/sign-in/email', { email, password: OTHER_PASSWORD })).status).toBe(200);
  });

  it('A-3 is answered alike for an address that nobody has, and then mailed to nobody', async () => {
    const [{ email }, unknown] = [await newPerson(), freshEmail()];
    const observe = async (address: string) => {
      const response = await post('/forgot-password', { email: address });
      const { 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
      return { status: response.status, headers, body: await response.text() };
    };
    expect(await observe(unknown)).toEqual(await observe(email));
    expect(await mailsTo(unknown)).toEqual([]);
  });
});

describe('change of address', () => {
  it('A-1 takes effect by the link, tells the old address, and voids links that went there', async () => {
    const workspace = await newWorkspace();
    const next = freshEmail();
    const cookie = await signIn(workspace.email);
    const oldReset = await askForReset(workspace.email);
    expect((await post('/change-email', { newEmail: next.toUpperCase() }, { cookie })).status).toBe(202);
    expect(await (await meOf(cookie)).json()).toMatchObject({ email: workspace.email });
    const token = await lastToken(next, 'email_change');
    expect((await post('/verify-email', { token })).status).toBe(200);
    expect(await (await meOf(cookie)).json()).toMatchObject({ email: next });
    expect((await mailsTo(workspace.email)).at(-1)).toMatchObject({
      template: 'email_changed',
      params: { newEmail: next },
    });
    expect(await codeOf(await post('/reset-password', { token: oldReset, password: NEW_PASSWORD }))).toBe(
      'invalid_link',
    );
    expect(await codeOf(await post('/verify-email', { token }))).toBe('invalid_link');
    expect(await actionsIn(workspace)).toContain('email.changed');
  });

  it('A-3 to an address that somebody has answers the same and sends nothing', async () => {
    const [{ email }, other] = [await newWorkspace(), await newPerson()];
    const cookie = await signIn(email);
    const before = (await mailsTo(other.email)).length;
    expect((await post('/change-email', { newEmail: other.email }, { cookie })).status).toBe(202);
    expect(await mailsTo(other.email)).toHaveLength(before);
  });

  it('A-1 is refused when somebody took the address meanwhile', async () => {
    const { email } = await newWorkspace();
    const next = freshEmail();
    const cookie = await signIn(email);
    await post('/change-email', { newEmail: next }, { cookie });
    const token = await lastToken(next, 'email_change');
    await signUp(next);
    expect(await codeOf(await post('/verify-email', { token }))).toBe('invalid_link');
    expect(await (await meOf(cookie)).json()).toMatchObject({ email });
  });

  it('A-1 asks for recent authentication', async () => {
    const { email } = await newWorkspace();
    const cookie = await signIn(email);
    pass(11 * 60_000);
    const change = () => post('/change-email', { newEmail: freshEmail() }, { cookie });
    expect(await codeOf(await change())).toBe('recent_authentication_required');
    expect((await post('/confirm', { password: 'correct horse battery' }, { cookie })).status).toBe(200);
    expect((await change()).status).toBe(202);
  });
});

describe('logs of accounts', () => {
  it('R-4 hold no address, password, token or link', async () => {
    const lines: string[] = [];
    for (const level of ['info', 'warn', 'error', 'log'] as const) {
      vi.spyOn(console, level).mockImplementation((...words: unknown[]) => void lines.push(words.join(' ')));
    }
    onTestFinished(() => void vi.restoreAllMocks());
    const { email } = await newPerson();
    const token = await askForReset(email);
    await post('/reset-password', { token, password: 'qwertyuiop123' });
    const signedIn = await post('/sign-in/email', { email, password: NEW_PASSWORD });
    await post('/reset-password', { token: `${token}x`, password: OTHER_PASSWORD });
    expect(lines.length).toBeGreaterThan(0);
    for (const secret of [email, email.slice(0, 20), NEW_PASSWORD, token.slice(-32), 'token=', cookiesOf(signedIn)]) {
      expect(lines.join('\n')).not.toContain(secret);
    }
  });
});
