import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, acceptedResponse, linkTokenRequest } from '@waqtor/contracts';
import { changeEmail, verifyEmail as markVerified } from '@waqtor/db/queries/account-changes';
import { findCredential } from '@waqtor/db/queries/credentials';
import { openDatabase } from '@waqtor/db/queries/database';
import { findProof } from '@waqtor/db/queries/one-time-proofs';
import type { Api, ApiContext } from '../../api.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { proofKeyOf } from '../../auth/proof-token.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { composeMail, postMails } from '../../mail/compose-mail.ts';
import { refuseForeignOrigin } from '../../middleware/csrf/csrf.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/verify-email',
  operationId: 'verifyEmail',
  tags: ['Sign-in'],
  summary: 'Confirm an e-mail address by the link of a mail, after sign-up or after a change of address',
  security: [],
  request: jsonBody(linkTokenRequest),
  responses: {
    200: json('Confirmed.', acceptedResponse),
    ...problems('invalid_link', 'invalid_origin', 'validation_failed'),
  },
});

const verifyNewAccount = async (c: ApiContext, token: string): Promise<boolean> => {
  const key = proofKeyOf('verify_email', token);
  return key !== null && markVerified(openDatabase(c.env.DB), key, new Date());
};

const finishChange = async (c: ApiContext, token: string): Promise<boolean> => {
  const db = openDatabase(c.env.DB);
  const key = proofKeyOf('change_email', token);
  const [data, person] = key
    ? await Promise.all([findProof(db, key, new Date()), findCredential(db, key.userId)])
    : [null, null];
  if (!key || !person || typeof data?.email !== 'string') return false;
  const notice = await composeMail(c.env, {
    to: person.email,
    language: person.language,
    template: 'email_changed',
    params: { newEmail: data.email },
  });
  const audit = await personAuditRow(
    c,
    { userId: key.userId, workspaceId: null },
    { action: 'email.changed', target: { kind: 'user', id: key.userId } },
  );
  const isChanged = await changeEmail(db, key, data.email, { audit, notice }, new Date());
  if (isChanged) postMails(c);
  return isChanged;
};

export const verifyEmail = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignOrigin(c);
    const { token } = c.req.valid('json');
    const isDone = (await verifyNewAccount(c, token)) || (await finishChange(c, token));
    if (!isDone) throw new WaqtorError('invalid_link');
    return c.json({ status: 'accepted' as const }, 200);
  });
