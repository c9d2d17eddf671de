import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { passwordWork } from '../../auth/password.ts';
import { NEW_PASSWORD, cookiesOf, freshEmail, lastToken, newPerson, post, signUp } from '../../testing/accounts.ts';
import { ORIGIN, bindings, call, freshIp, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { mailsTo } from '../../testing/mails.ts';

const usersWith = async (email: string): Promise<number> => {
  const row = await bindings.DB.prepare('SELECT count(*) AS n FROM users WHERE email = ?')
    .bind(email)
    .first<{ n: number }>();
  return row?.n ?? 0;
};

const invite = async (email: string, changes: Record<string, unknown> = {}): Promise<string> => {
  const { workspaceId, userId } = await newWorkspace();
  const token = crypto.randomUUID();
  const row = { acceptedAt: null, revokedAt: null, expiresAt: Date.now() + 60_000, ...changes };
  await bindings.DB.prepare(
    `INSERT INTO invitations (id, workspace_id, email, role, token_hash, invited_by, created_at, expires_at, accepted_at,
      revoked_at) VALUES (?, ?, ?, 'agent', ?, ?, ?, ?, ?, ?)`,
  )
    .bind(
      `inv_${crypto.randomUUID().replaceAll('-', '')}`,
      workspaceId,
      email,
      createHash('sha256').update(token).digest('hex'),
      userId,
      Date.now(),
      row.expiresAt,
      row.acceptedAt,
      row.revokedAt,
    )
    .run();
  return token;
};

/** The same request to a deployment with other settings. */
const signUpAt = (settings: Record<string, string>, email: string, body: Record<string, unknown> = {}) =>
  createApp().request(
    '/api/auth/sign-up/email',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ORIGIN, 'cf-connecting-ip': freshIp() },
      body: JSON.stringify({ name: 'Nour', email, password: NEW_PASSWORD, ...body }),
    },
    { ...bindings, ...settings },
    { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} } as unknown as ExecutionContext,
  );

describe('sign-up', () => {
  it('A-1 makes an account that signs in after the link of the mail was opened', async () => {
    const email = freshEmail();
    expect((await signUp(email)).status).toBe(202);
    const [mail] = await mailsTo(email);
    expect(mail).toMatchObject({ template: 'verify_email', language: 'en' });
    expect(mail?.params.link).toMatch(/^http:\/\/waqtor\.test\/en\/verify-email\?token=/);
    expect((await post('/verify-email', { token: await lastToken(email, 'verify_email') })).status).toBe(200);
    const signedIn = await post('/sign-in/email', { email, password: NEW_PASSWORD });
    expect(await signedIn.json()).toMatchObject({ user: { email, name: 'Nour' }, secondFactorRequired: false });
    const me = await call('/api/user', { headers: { cookie: cookiesOf(signedIn) } });
    expect(await me.json()).toMatchObject({ email, workspace: null, role: null });
  });

  it('A-3 answers alike, with as many hashes, for addresses that are known and unknown', async () => {
    const { email } = await newPerson();
    const observe = async (address: string) => {
      const before = passwordWork.hashes;
      const response = await signUp(address);
      const { 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
      return { status: response.status, body: await response.text(), headers, hashes: passwordWork.hashes - before };
    };
    const [known, unknown] = [await observe(email), await observe(freshEmail())];
    expect(known).toEqual(unknown);
    expect(known.hashes).toBe(1);
  });

  it('A-3 runs the same statements for addresses that are known and unknown', async () => {
    const { email } = await newPerson();
    const observe = async (address: string) => {
      const statements: string[] = [];
      const DB = new Proxy(bindings.DB, {
        get: (target, name) =>
          name === 'prepare'
            ? (sql: string) => (statements.push(sql), target.prepare(sql))
            : (Reflect.get(target, name) as (...all: unknown[]) => unknown).bind(target),
      });
      expect((await signUpAt({ DB } as never, address)).status).toBe(202);
      // The mails go out after the answer.
      return statements.filter((sql) => !sql.startsWith('update "mails"'));
    };
    const known = await observe(email);
    expect(known).toEqual(await observe(freshEmail()));
    expect(known.length).toBeGreaterThan(4);
  });

  it('A-3 tells the owner of a known address by mail, and leaves the account as it is', async () => {
    const { email } = await newPerson();
    await signUp(email.toUpperCase(), { password: 'another long password here', name: 'Somebody' });
    expect((await mailsTo(email)).map((mail) => mail.template)).toEqual(['verify_email', 'sign_up_known']);
    expect(await usersWith(email)).toBe(1);
    expect((await post('/sign-in/email', { email, password: 'another long password here' })).status).toBe(401);
    expect((await post('/sign-in/email', { email, password: NEW_PASSWORD })).status).toBe(200);
  });

  it('A-1 makes one account when two sign up at once', async () => {
    const email = freshEmail();
    const answers = await Promise.all([signUp(email), signUp(email), signUp(email)]);
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202]);
    expect(await usersWith(email)).toBe(1);
    const templates = (await mailsTo(email)).map((mail) => mail.template).sort();
    expect(templates).toEqual(['sign_up_known', 'sign_up_known', 'verify_email']);
  });

  it.each([
    ['Password1234!', 'password_too_common'],
    ['person-person-1', 'password_contains_email'],
    ['aaaaaaaaaaaaaa', 'password_too_simple'],
    ['short', 'too_small'],
  ])('A-1 refuses the password %j by its rule %s and does nothing', async (password, code) => {
    const email = `person@${crypto.randomUUID()}.test`;
    const problem = await problemIn(await signUp(email, { password }));
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ pointer: '/password', code }] });
    expect(JSON.stringify(problem)).not.toContain(password);
    expect([await usersWith(email), await mailsTo(email)]).toEqual([0, []]);
  });

  it('A-3 slows down mails to one address, whether it is known or not', async () => {
    const { email } = await newPerson();
    for (const address of [email, freshEmail()]) {
      const statuses = [];
      for (let i = 0; i < 7; i++) statuses.push((await post('/forgot-password', { email: address })).status);
      expect(statuses.slice(-2)).toEqual([429, 429]);
    }
  });

  it('A-3 slows down one network, whatever X-Forwarded-For says', async () => {
    const ip = freshIp();
    const statuses = [];
    for (let i = 0; i < 23; i++) {
      const headers = { 'x-forwarded-for': `192.0.2.${i}` };
      statuses.push((await post('/forgot-password', { email: freshEmail() }, { ip, headers })).status);
    }
    expect(statuses[0]).toBe(202);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });

  it('A-1 with the token of an invitation needs no other proof of the address', async () => {
    const email = freshEmail();
    const token = await invite(email);
    expect((await signUp(email, { invitationToken: token })).status).toBe(202);
    expect(await mailsTo(email)).toEqual([]);
    expect((await post('/sign-in/email', { email, password: NEW_PASSWORD })).status).toBe(200);
  });

  it.each([
    ['was revoked', { revokedAt: 1 }],
    ['was accepted', { acceptedAt: 1 }],
    ['is too old', { expiresAt: 1 }],
  ])('A-1 refuses an invitation that %s', async (_title, changes) => {
    const email = freshEmail();
    const response = await signUp(email, { invitationToken: await invite(email, changes) });
    expect((await problemIn(response)).code).toBe('invalid_link');
    expect(await usersWith(email)).toBe(0);
  });

  it('A-1 refuses an invitation of somebody else', async () => {
    const response = await signUp(freshEmail(), { invitationToken: await invite(freshEmail()) });
    expect((await problemIn(response)).code).toBe('invitation_for_another');
  });

  it('A-1 by invitation alone is closed to everybody else', async () => {
    const [stranger, guest] = [freshEmail(), freshEmail()];
    const closed = { WAQTOR_SIGN_UP: 'invitation' };
    expect((await problemIn(await signUpAt(closed, stranger))).code).toBe('sign_up_closed');
    const wrong = await signUpAt(closed, stranger, { invitationToken: crypto.randomUUID() });
    expect((await problemIn(wrong)).code).toBe('sign_up_closed');
    const admitted = await signUpAt(closed, guest, { invitationToken: await invite(guest) });
    expect([admitted.status, await usersWith(stranger), await usersWith(guest)]).toEqual([202, 0, 1]);
  });

  it('A-1 in production without a way to send mail is unavailable, and makes nobody', async () => {
    const email = freshEmail();
    const settings = { WAQTOR_ENVIRONMENT: 'production', WAQTOR_WEBHOOK_LOOPBACK: 'deny' };
    expect(await problemIn(await signUpAt(settings, email))).toMatchObject({ status: 503, code: 'unavailable' });
    expect(await usersWith(email)).toBe(0);
  });

  it('A-1 leaves nothing behind when the database fails in the midst of it', async () => {
    const email = freshEmail();
    const DB = new Proxy(bindings.DB, {
      get: (target, name) =>
        name === 'prepare'
          ? (sql: string) => target.prepare(sql.includes('into "auth_accounts"') ? 'SELECT * FROM nowhere' : sql)
          : (Reflect.get(target, name) as (...all: unknown[]) => unknown).bind(target),
    });
    expect((await signUpAt({ DB } as never, email)).status).toBe(500);
    expect([await usersWith(email), await mailsTo(email)]).toEqual([0, []]);
  });

  it('A-3 refuses a page of another origin', async () => {
    const response = await post(
      '/sign-up/email',
      { name: 'N', email: freshEmail(), password: NEW_PASSWORD },
      { headers: { origin: 'https://evil.example' } },
    );
    expect((await problemIn(response)).code).toBe('invalid_origin');
  });
});
