import { WaqtorError } from '@waqtor/contracts';
import { randomBase62 } from '@waqtor/core/api-key/base62';
import { newId } from '@waqtor/core/id';
import { openDatabase } from '@waqtor/db/queries/database';
import { openLogin as writeLogin } from '@waqtor/db/queries/login-changes';
import type { ApiContext } from '../api.ts';
import { watchDevice } from '../notifications/watch-device.ts';
import { clientIp } from '../http/client-ip.ts';
import { LOGIN_TTL_SECONDS, authOf } from './auth.ts';
import { hashToken } from './hashed-token-adapter.ts';
import { personAuditRow } from './person-audit-row.ts';

/** Of a login whose cookie ends with the browser. */
const SHORT_LOGIN_TTL_SECONDS = 24 * 60 * 60;
const TOKEN_CHARS = 32;
const MAX_USER_AGENT_CHARS = 512;

/** Everything was shown: writes the login and gives its cookie to the browser. The token stands nowhere else. */
export const openLogin = async (c: ApiContext, userId: string, isRemembered: boolean): Promise<void> => {
  const now = new Date();
  const id = newId('lgn', now.getTime());
  const token = randomBase62(TOKEN_CHARS);
  const ttlSeconds = isRemembered ? LOGIN_TTL_SECONDS : SHORT_LOGIN_TTL_SECONDS;
  const login = {
    id,
    token: hashToken(token),
    userId,
    expiresAt: new Date(now.getTime() + ttlSeconds * 1000),
    ipAddress: clientIp(c.req.raw.headers),
    userAgent: c.req.header('user-agent')?.slice(0, MAX_USER_AGENT_CHARS) ?? null,
    createdAt: now,
  };
  const audit = await personAuditRow(
    c,
    { userId, workspaceId: null },
    { action: 'login.succeeded', target: { kind: 'login', id } },
  );
  await writeLogin(openDatabase(c.env.DB), login, audit);
  c.executionCtx.waitUntil(watchDevice(c, login));
  const { headers, response } = await authOf(c.env).api.putLoginCookie({
    body: { token, isRemembered },
    headers: c.req.raw.headers,
    returnHeaders: true,
  });
  // Removed within these milliseconds, with the account or by a reset.
  if (!response.isDone) throw new WaqtorError('unauthorized');
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
};
