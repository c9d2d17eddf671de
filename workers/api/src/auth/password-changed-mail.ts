import type { Credential } from '@waqtor/db/queries/credentials';
import type { NewMailRow } from '@waqtor/db/queries/mails';
import type { ApiEnv } from '../env.ts';
import { composeMail } from '../mail/compose-mail.ts';
import { dashboardLink } from '../mail/dashboard-link.ts';

/** Tells the owner, who may not be the one that changed it. */
export const passwordChangedMail = (env: ApiEnv, { email, language }: Credential): Promise<NewMailRow> =>
  composeMail(env, {
    to: email,
    language,
    template: 'password_changed',
    params: { link: dashboardLink(env, language, 'forgot-password') },
  });
