import { totpCode, totpStep } from '@waqtor/core/totp/totp';
import { ORIGIN, bindings, call, freshIp } from './api-client.ts';
import { mailsTo, tokenIn } from './mails.ts';

/** A password that breaks no rule. */
export const NEW_PASSWORD = 'seven green camels at noon';

export const freshEmail = (): string => `person-${crypto.randomUUID()}@waqtor.test`;

/** A request as the dashboard makes it; every one from another network unless `ip` says so. */
export const post = (
  path: string,
  body?: unknown,
  options: { cookie?: string; ip?: string; headers?: Record<string, string> } = {},
): Promise<Response> =>
  call(`/api/auth${path}`, {
    method: 'POST',
    headers: {
      origin: ORIGIN,
      'cf-connecting-ip': options.ip ?? freshIp(),
      ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body }),
  });

/** What a browser sends after this answer. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

export const signUp = (email: string, changes: Record<string, unknown> = {}): Promise<Response> =>
  post('/sign-up/email', { name: 'Nour', email, password: NEW_PASSWORD, language: 'en', ...changes });

/** The token in the last mail of this kind. */
export const lastToken = async (email: string, template: string): Promise<string> =>
  tokenIn((await mailsTo(email)).filter((mail) => mail.template === template).at(-1));

/** Somebody who signed up and confirmed the address, as a member of nothing. */
export const newPerson = async (): Promise<{ email: string; userId: string }> => {
  const email = freshEmail();
  await signUp(email);
  const verified = await post('/verify-email', { token: await lastToken(email, 'verify_email') });
  if (verified.status !== 200) throw new Error(`verify: ${verified.status} ${await verified.text()}`);
  const row = await bindings.DB.prepare('SELECT id FROM users WHERE email = ?').bind(email).first<{ id: string }>();
  return { email, userId: row?.id ?? '' };
};

/** What an authenticator shows now, or some steps of 30 s from now. */
export const codeNow = (secret: string, steps = 0): Promise<string> => totpCode(secret, totpStep(Date.now()) + steps);

/** Switches the second factor on by `code`, which is used up by it. */
export const enableSecondFactor = async (
  cookie: string,
): Promise<{ secret: string; backupCodes: string[]; code: string }> => {
  const response = await post('/second-factor/enable', undefined, { cookie });
  const setup = (await response.json()) as { secret: string; backupCodes: string[] };
  const code = await codeNow(setup.secret);
  const confirmed = await post('/second-factor/confirm', { code }, { cookie });
  if (confirmed.status !== 204) throw new Error(`confirm: ${confirmed.status} ${await confirmed.text()}`);
  return { ...setup, code };
};
