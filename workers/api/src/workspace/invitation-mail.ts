import { WaqtorError } from '@waqtor/contracts';
import type { UiLanguage } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import type { NewMailRow } from '@waqtor/db/queries/mails';
import { findUser } from '@waqtor/db/queries/users';
import type { ApiContext } from '../api.ts';
import { composeMail } from '../mail/compose-mail.ts';
import { dashboardLink } from '../mail/dashboard-link.ts';
import type { Actor } from './person-of-request.ts';
import { presentWorkspace, renderSettings } from './settings.ts';

/** The mail with the link; in the workspace's language unless another is asked for. */
export const composeInvitation = async (
  c: ApiContext,
  actor: Actor,
  invitation: { email: string; token: string; language?: UiLanguage | undefined },
): Promise<NewMailRow> => {
  const [workspace, inviter] = await Promise.all([presentWorkspace(c), findUser(openDatabase(c.env.DB), actor.userId)]);
  if (!inviter) throw new WaqtorError('unauthorized');
  const language = invitation.language ?? renderSettings(workspace).language;
  return composeMail(c.env, {
    to: invitation.email,
    language,
    template: 'invitation',
    params: {
      link: dashboardLink(c.env, language, 'invite', invitation.token),
      workspaceName: workspace.name,
      invitedByName: inviter.name,
    },
  });
};
