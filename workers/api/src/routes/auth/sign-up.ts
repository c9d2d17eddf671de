import { createHash } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, acceptedResponse, signUpRequest } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { signUpPerson } from '@waqtor/db/queries/account-changes';
import { openDatabase } from '@waqtor/db/queries/database';
import { findInvitedEmail } from '@waqtor/db/queries/invitation-proof';
import type { Api, ApiContext } from '../../api.ts';
import { CREDENTIAL_ISSUER } from '../../auth/auth.ts';
import { hashPassword } from '../../auth/password.ts';
import { newProof } from '../../auth/proof-token.ts';
import { requireNewPassword } from '../../auth/require-new-password.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { languageOf } from '../../i18n/language.ts';
import { composeMail, postMails } from '../../mail/compose-mail.ts';
import { dashboardLink } from '../../mail/dashboard-link.ts';
import { refuseForeignOrigin } from '../../middleware/csrf/csrf.ts';
import { admitMail } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/sign-up/email',
  operationId: 'signUp',
  tags: ['Sign-in'],
  summary: 'Make an account; a mail tells how to go on',
  description:
    'Answers the same whether or not the address has an account: its owner learns it by mail. With the token of an invitation to the same address, the address counts as confirmed.',
  security: [],
  request: jsonBody(signUpRequest),
  responses: {
    202: json('A mail is on its way.', acceptedResponse),
    ...problems(
      'validation_failed',
      'sign_up_closed',
      'invalid_link',
      'invitation_for_another',
      'rate_limited',
      'invalid_origin',
      'unavailable',
    ),
  },
});

/** True when an invitation proves the address; refuses where sign-up is closed, and tokens that are worth nothing. */
const requireAdmission = async (c: ApiContext, email: string, token: string | undefined): Promise<boolean> => {
  const { isSignUpOpen } = settingsOf(c.env);
  if (token === undefined) {
    if (!isSignUpOpen) throw new WaqtorError('sign_up_closed');
    return false;
  }
  const tokenHash = createHash('sha256').update(token).digest('hex');
  const invited = await findInvitedEmail(openDatabase(c.env.DB), tokenHash, new Date());
  if (invited === null) throw new WaqtorError(isSignUpOpen ? 'invalid_link' : 'sign_up_closed');
  if (invited !== email) throw new WaqtorError('invitation_for_another');
  return true;
};

/** One path for addresses that are known and unknown: both mails are made, the database decides which is kept. */
export const signUp = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignOrigin(c);
    const input = c.req.valid('json');
    const email = input.email.toLowerCase();
    requireNewPassword(input.password, { email, name: input.name });
    await admitMail(c, email);
    const isEmailVerified = await requireAdmission(c, email, input.invitationToken);
    const language = input.language ?? languageOf(c.req.header('accept-language'));
    const userId = newId('usr');
    const { token, proof } = newProof('verify_email', userId);
    const [verify, known] = await Promise.all([
      composeMail(c.env, {
        to: email,
        language,
        template: 'verify_email',
        params: { link: dashboardLink(c.env, language, 'verify-email', token) },
      }),
      composeMail(c.env, {
        to: email,
        language,
        template: 'sign_up_known',
        params: {
          link: dashboardLink(c.env, language, 'login'),
          resetLink: dashboardLink(c.env, language, 'forgot-password'),
        },
      }),
    ]);
    const person = {
      userId,
      accountId: crypto.randomUUID(),
      issuer: CREDENTIAL_ISSUER,
      name: input.name,
      email,
      isEmailVerified,
      language,
      passwordHash: await hashPassword(input.password),
    };
    const sent = isEmailVerified ? { proof: null, mailIfNew: null } : { proof, mailIfNew: verify };
    await signUpPerson(openDatabase(c.env.DB), person, { ...sent, mailIfKnown: known }, new Date());
    postMails(c);
    return c.json({ status: 'accepted' as const }, 202);
  });
