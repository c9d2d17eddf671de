import type { Login } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { hubOf } from '../../objects.ts';
import { cookiesOf, newPerson, post } from '../../testing/accounts.ts';
import { ORIGIN, PASSWORD, bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import { mailsTo } from '../../testing/mails.ts';

const OTHER_PASSWORD = 'nine blue dhows in the bay';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

const codeOf = async (response: Response): Promise<string> => (await problemIn(response)).code;
const meOf = (cookie: string): Promise<Response> => call('/api/user', { headers: { cookie } });
const loginsOf = async (cookie: string): Promise<Login[]> => {
  const response = await call('/api/auth/logins', { headers: { cookie } });
  return ((await response.json()) as { data: Login[] }).data;
};
const revoke = (cookie: string, id: string): Promise<Response> =>
  call(`/api/auth/logins/${id}`, { method: 'DELETE', headers: { cookie, origin: ORIGIN } });

describe('logins', () => {
  it('A-1 are listed with device and address, and nothing that opens them', async () => {
    const { email } = await newWorkspace();
    const response = await post(
      '/sign-in/email',
      { email, password: PASSWORD },
      { ip: '203.0.113.9', headers: { 'user-agent': ANDROID } },
    );
    const cookie = cookiesOf(response);
    const other = await signIn(email);
    const logins = await loginsOf(cookie);
    expect(logins).toHaveLength(2);
    expect(logins.find((login) => login.isCurrent)).toMatchObject({ device: 'Chrome on Android', ip: '203.0.113.9' });
    expect((await loginsOf(other)).find((login) => login.isCurrent)?.id).not.toBe(
      logins.find((login) => login.isCurrent)?.id,
    );
    expect(Object.keys(logins[0] ?? {}).sort()).toEqual(
      ['id', 'isCurrent', 'createdAt', 'lastSeenAt', 'expiresAt', 'ip', 'device'].sort(),
    );
  });

  it('A-1 that are revoked get 401 at once, and the others stay', async () => {
    const { email, workspaceId } = await newWorkspace();
    const [mine, lost] = [await signIn(email), await signIn(email)];
    const id = (await loginsOf(lost)).find((login) => login.isCurrent)?.id ?? '';
    expect((await revoke(mine, id)).status).toBe(204);
    expect([(await meOf(lost)).status, (await meOf(mine)).status]).toEqual([401, 200]);
    expect(await codeOf(await revoke(mine, id))).toBe('not_found');
    const row = await bindings.DB.prepare(
      "SELECT target_id AS id FROM audit_rows WHERE workspace_id = ? AND action = 'login.revoked'",
    )
      .bind(workspaceId)
      .all<{ id: string }>();
    expect(row.results).toEqual([{ id }]);
  });

  it('A-4 of somebody else do not exist here', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const [cookie, other] = [await signIn(mine.email), await signIn(theirs.email)];
    const [foreign] = await loginsOf(other);
    expect(await codeOf(await revoke(cookie, foreign?.id ?? ''))).toBe('not_found');
    expect((await meOf(other)).status).toBe(200);
  });

  it('A-1 end together but for this one', async () => {
    const { email } = await newWorkspace();
    const [mine, first, second] = [await signIn(email), await signIn(email), await signIn(email)];
    expect((await post('/logins/revoke-others', undefined, { cookie: mine })).status).toBe(204);
    expect(await Promise.all([mine, first, second].map(async (cookie) => (await meOf(cookie)).status))).toEqual([
      200, 401, 401,
    ]);
  });

  it('A-1 that end lose their sockets', async () => {
    const { email, workspaceId, userId } = await newWorkspace();
    const [mine, lost] = [await signIn(email), await signIn(email)];
    const id = (await loginsOf(lost)).find((login) => login.isCurrent)?.id ?? '';
    const principal = { kind: 'user', id: userId, workspaceId, role: 'owner', scopes: ['*'], loginId: id };
    const upgraded = await (hubOf(bindings, workspaceId) as unknown as Fetcher).fetch('http://hub/', {
      headers: { upgrade: 'websocket', 'x-waqtor-internal-principal': JSON.stringify(principal) },
    });
    const socket = upgraded.webSocket as WebSocket;
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', (event) => resolve(event.code)));
    socket.accept();
    await revoke(mine, id);
    expect(await closed).toBe(4401);
  });

  it('A-1 with rememberMe false end with the browser, and after a day', async () => {
    const { email } = await newWorkspace();
    const response = await post('/sign-in/email', { email, password: PASSWORD, rememberMe: false });
    const line = response.headers.getSetCookie().find((cookie) => cookie.includes('session_token=')) ?? '';
    expect(line).not.toMatch(/max-age|expires/i);
    const [login] = await loginsOf(cookiesOf(response));
    expect(Date.parse(login?.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(24 * 60 * 60_000);
  });

  it('A-3 are opened by no token without its signature', async () => {
    const { email } = await newWorkspace();
    const cookie = await signIn(email);
    const unsigned = decodeURIComponent(cookie).replace(/\.[^.=]+=$/, '');
    expect(unsigned).not.toBe(decodeURIComponent(cookie));
    expect((await meOf(unsigned)).status).toBe(401);
    expect((await call('/api/user', { headers: { authorization: `Bearer ${unsigned}` } })).status).toBe(401);
  });

  it('A-2 are not listed to an API key', async () => {
    const { apiKey } = await newWorkspace();
    expect(await codeOf(await call('/api/auth/logins', { key: apiKey }))).toBe('forbidden');
  });

  it('G-7 sign-in and sign-out leave a row each', async () => {
    const { email, workspaceId } = await newWorkspace();
    await post('/sign-out', undefined, { cookie: await signIn(email) });
    const { results } = await bindings.DB.prepare(
      "SELECT action FROM audit_rows WHERE workspace_id = ? AND action LIKE 'login.%' ORDER BY at, id",
    )
      .bind(workspaceId)
      .all<{ action: string }>();
    expect(results.map((row) => row.action)).toEqual(['login.succeeded', 'login.ended']);
  });

  it('A-1 of somebody who is a member of nothing work as well', async () => {
    const { email } = await newPerson();
    const cookie = await signIn(email, 'seven green camels at noon');
    expect(await loginsOf(cookie)).toHaveLength(1);
    expect((await post('/logins/revoke-others', undefined, { cookie })).status).toBe(204);
  });
});

describe('change of password', () => {
  const change = (cookie: string, currentPassword: string, newPassword: string) =>
    post('/change-password', { currentPassword, newPassword }, { cookie });

  it('A-1 ends the other logins and links, keeps this one, and tells the owner', async () => {
    const { email } = await newWorkspace();
    const [mine, other] = [await signIn(email), await signIn(email)];
    expect((await change(mine, PASSWORD, OTHER_PASSWORD)).status).toBe(204);
    expect([(await meOf(mine)).status, (await meOf(other)).status]).toEqual([200, 401]);
    expect((await mailsTo(email)).at(-1)?.template).toBe('password_changed');
    expect((await post('/sign-in/email', { email, password: PASSWORD })).status).toBe(401);
    expect((await post('/sign-in/email', { email, password: OTHER_PASSWORD })).status).toBe(200);
  });

  it('A-1 with a wrong password changes nothing, and is slowed', async () => {
    const { email } = await newWorkspace();
    const [mine, other] = [await signIn(email), await signIn(email)];
    const codes = [];
    for (let i = 0; i < 6; i++) codes.push(await codeOf(await change(mine, `wrong ${i}`, OTHER_PASSWORD)));
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'invalid_credentials'), 'rate_limited']);
    expect((await meOf(other)).status).toBe(200);
  });

  it('A-1 to a weak one is refused with the rule', async () => {
    const { email } = await newWorkspace();
    const problem = await problemIn(await change(await signIn(email), PASSWORD, 'letmein-123456'));
    expect(problem.errors).toMatchObject([{ pointer: '/newPassword', code: 'password_too_common' }]);
  });

  it('A-3 from another site is refused', async () => {
    const { email } = await newWorkspace();
    const response = await post(
      '/change-password',
      { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD },
      { cookie: await signIn(email), headers: { origin: 'https://evil.example' } },
    );
    expect(await codeOf(response)).toBe('invalid_origin');
  });
});
