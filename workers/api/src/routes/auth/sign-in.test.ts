import { describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { passwordWork } from '../../auth/password.ts';
import {
  ORIGIN,
  PASSWORD,
  bindings,
  call,
  freshIp,
  newWorkspace,
  problemIn,
  signIn,
} from '../../testing/api-client.ts';

const attempt = (email: string, password: string, headers: Record<string, string> = {}) =>
  call('/api/auth/sign-in/email', {
    headers: { 'cf-connecting-ip': freshIp(), origin: ORIGIN, ...headers },
    body: { email, password },
  });

/** The database, and the statements that were prepared on it. */
const listening = () => {
  const statements: string[] = [];
  const DB = new Proxy(bindings.DB, {
    get: (target, name) =>
      name === 'prepare'
        ? (sql: string) => (statements.push(sql), target.prepare(sql))
        : (Reflect.get(target, name) as (...all: unknown[]) => unknown).bind(target),
  });
  return { DB, statements };
};

describe('sign-in', () => {
  it('A-1 makes a login that answers who it is', async () => {
    const { email, userId } = await newWorkspace();
    const response = await call('/api/user', { headers: { cookie: await signIn(email) } });
    expect(await response.json()).toMatchObject({ id: userId, email, role: 'owner' });
  });

  it('A-1 tells the token to the cookie alone, which scripts and plain http cannot read', async () => {
    const { email, userId } = await newWorkspace();
    const response = await attempt(email, PASSWORD);
    const cookie = response.headers.getSetCookie().find((line) => line.includes('session_token=')) ?? '';
    expect(cookie).toMatch(/^__Secure-waqtor\.session_token=.+HttpOnly/);
    expect(cookie).toMatch(/; Secure/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      user: { id: userId, name: 'Owner', email },
      secondFactorRequired: false,
    });
    expect(text).not.toContain('token');
  });

  it('A-1 stores a hash of the token, which is no login itself', async () => {
    const { email, userId } = await newWorkspace();
    const cookie = await signIn(email);
    const token = decodeURIComponent(cookie.split('session_token=')[1] ?? '').split('.')[0] ?? '';
    const stored = await bindings.DB.prepare('SELECT token FROM auth_sessions WHERE user_id = ?')
      .bind(userId)
      .all<{ token: string }>();
    expect(stored.results.map((row) => row.token)).not.toContain(token);
    const forged = cookie.replace(token, stored.results[0]?.token ?? '');
    expect((await call('/api/user', { headers: { cookie: forged } })).status).toBe(401);
  });

  it('A-1 prolongs a login in use and tells the browser', async () => {
    const { email, userId } = await newWorkspace();
    const cookie = await signIn(email);
    const inOneDay = Date.now() + 24 * 60 * 60_000;
    await bindings.DB.prepare('UPDATE auth_sessions SET expires_at = ? WHERE user_id = ?').bind(inOneDay, userId).run();
    const response = await call('/api/user', { headers: { cookie } });
    expect(response.headers.getSetCookie().join()).toContain('waqtor.session_token=');
    const stored = await bindings.DB.prepare('SELECT expires_at AS at FROM auth_sessions WHERE user_id = ?')
      .bind(userId)
      .first<{ at: number }>();
    expect(stored?.at).toBeGreaterThan(inOneDay);
    expect((await call('/api/user', { headers: { cookie } })).status).toBe(200);
  });

  it('A-1 ends after its time', async () => {
    const { email, userId } = await newWorkspace();
    const cookie = await signIn(email);
    await bindings.DB.prepare('UPDATE auth_sessions SET expires_at = 1 WHERE user_id = ?').bind(userId).run();
    expect((await call('/api/user', { headers: { cookie } })).status).toBe(401);
  });

  it('A-1 ends with sign-out, also for a copy of the cookie', async () => {
    const { email, userId } = await newWorkspace();
    const cookie = await signIn(email);
    const response = await call('/api/auth/sign-out', { method: 'POST', headers: { cookie, origin: ORIGIN } });
    expect(response.status).toBe(200);
    expect((await call('/api/user', { headers: { cookie } })).status).toBe(401);
    const left = await bindings.DB.prepare('SELECT count(*) AS n FROM auth_sessions WHERE user_id = ?')
      .bind(userId)
      .first<{ n: number }>();
    expect(left?.n).toBe(0);
  });

  it('A-3 answers alike for a wrong password and an unknown e-mail', async () => {
    const { email } = await newWorkspace();
    const wrong = await problemIn(await attempt(email, 'not the password'));
    const unknown = await problemIn(await attempt(`nobody-${crypto.randomUUID()}@waqtor.test`, 'not the password'));
    expect({ ...unknown, requestId: '' }).toEqual({ ...wrong, requestId: '' });
    expect(wrong).toMatchObject({ status: 401, code: 'invalid_credentials' });
  });

  it('A-3 takes the same path for a wrong password and an unknown e-mail: the same statements, one hash', async () => {
    const { email } = await newWorkspace();
    const observe = async (address: string) => {
      const { DB, statements } = listening();
      const before = passwordWork.hashes;
      const response = await createApp().request(
        '/api/auth/sign-in/email',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: ORIGIN, 'cf-connecting-ip': freshIp() },
          body: JSON.stringify({ email: address, password: 'not the password' }),
        },
        { ...bindings, DB },
      );
      const { 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
      return { status: response.status, headers, statements, hashes: passwordWork.hashes - before };
    };
    const unknown = await observe(`nobody-${crypto.randomUUID()}@waqtor.test`);
    expect(unknown).toEqual(await observe(email));
    expect(unknown.hashes).toBe(1);
    expect(unknown.statements.length).toBeGreaterThanOrEqual(3);
  });

  it('A-3 slows down guesses at one account, from however many addresses, and says until when', async () => {
    const email = `victim-${crypto.randomUUID()}@waqtor.test`;
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push(await attempt(email, `guess number ${i}`));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect(Number(answers[5]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('A-3 slows down guesses from one network at many accounts, whatever X-Forwarded-For says', async () => {
    const ip = freshIp();
    const statuses = [];
    for (let i = 0; i < 7; i++) {
      const email = `many-${crypto.randomUUID()}@waqtor.test`;
      const headers = { 'cf-connecting-ip': ip, 'x-forwarded-for': `192.0.2.${i}` };
      statuses.push((await attempt(email, 'some password', headers)).status);
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });

  it('A-3 lets no more than the free attempts through when guesses come at once', async () => {
    const email = `burst-${crypto.randomUUID()}@waqtor.test`;
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => attempt(email, `guess number ${i}`)));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
  });

  it('A-3 refuses a page of another origin', async () => {
    const { email } = await newWorkspace();
    const response = await attempt(email, PASSWORD, { origin: 'https://evil.example' });
    expect((await problemIn(response)).code).toBe('invalid_origin');
  });

  it.each([
    '/api/auth/update-user',
    '/api/auth/list-sessions',
    '/api/auth/request-password-reset',
    '/api/auth/send-verification-email',
    '/api/auth/login-cookie/put',
    '/api/auth/ok',
  ])('A-3 offers nothing of the library at %s', async (path) => {
    const response = await call(path, { body: { email: 'a@b.co', password: PASSWORD, name: 'x' } });
    expect((await problemIn(response)).code).toBe('not_found');
  });
});
