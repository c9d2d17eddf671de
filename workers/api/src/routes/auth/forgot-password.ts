import { createRoute } from '@hono/zod-openapi';
import { acceptedResponse, emailOnlyRequest } from '@waqtor/contracts';
import { personExists } from '@waqtor/db/queries/credentials';
import type { Api } from '../../api.ts';
import { mailProof } from '../../auth/mail-proof.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { refuseForeignOrigin } from '../../middleware/csrf/csrf.ts';
import { admitMail } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/forgot-password',
  operationId: 'forgotPassword',
  tags: ['Sign-in'],
  summary: 'Send a mail with a link to choose a new password',
  description: 'Answers the same for every address: whether it has an account is told to its owner alone.',
  security: [],
  request: jsonBody(emailOnlyRequest),
  responses: {
    202: json('If there is such an account, a mail is on its way.', acceptedResponse),
    ...problems('rate_limited', 'invalid_origin', 'validation_failed', 'unavailable'),
  },
});

export const forgotPassword = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignOrigin(c);
    const email = c.req.valid('json').email.toLowerCase();
    await admitMail(c, email);
    await mailProof(c, email, {
      purpose: 'reset_password',
      template: 'reset_password',
      page: 'reset-password',
      condition: personExists,
    });
    return c.json({ status: 'accepted' as const }, 202);
  });
