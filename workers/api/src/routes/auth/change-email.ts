import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, acceptedResponse, changeEmailRequest } from '@waqtor/contracts';
import { insertMailedProof } from '@waqtor/db/queries/account-changes';
import { emailIsFree, findCredential } from '@waqtor/db/queries/credentials';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { newProof } from '../../auth/proof-token.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { composeMail, postMails } from '../../mail/compose-mail.ts';
import { dashboardLink } from '../../mail/dashboard-link.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { admitMail } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/change-email',
  operationId: 'changeEmail',
  tags: ['Account'],
  summary: 'Ask to use another e-mail address; a mail to it finishes the change',
  description: 'Answers the same when somebody else has the address; nothing is sent then.',
  ...requiresPerson({ isDangerous: true }),
  request: jsonBody(changeEmailRequest),
  responses: {
    202: json('If the address is free, a mail is on its way to it.', acceptedResponse),
    ...problems('recent_authentication_required', 'validation_failed', 'rate_limited', 'unavailable'),
  },
});

export const changeEmail = (api: Api) =>
  api.openapi(route, async (c) => {
    const email = c.req.valid('json').newEmail.toLowerCase();
    await admitMail(c, email);
    const db = openDatabase(c.env.DB);
    const { userId } = c.get('person');
    const person = await findCredential(db, userId);
    if (!person) throw new WaqtorError('unauthorized');
    const { token, proof } = newProof('change_email', userId, { email });
    const mail = await composeMail(c.env, {
      to: email,
      language: person.language,
      template: 'email_change',
      params: { link: dashboardLink(c.env, person.language, 'verify-email', token) },
    });
    await insertMailedProof(db, proof, mail, emailIsFree(email), new Date());
    postMails(c);
    return c.json({ status: 'accepted' as const }, 202);
  });
