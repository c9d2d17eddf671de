import type { CurrentUser } from '@waqtor/contracts';

/** Who uses the dashboard: somebody who works in a workspace. */
export type CurrentMember = CurrentUser & {
  role: NonNullable<CurrentUser['role']>;
  workspace: NonNullable<CurrentUser['workspace']>;
};

export const isMember = (user: CurrentUser): user is CurrentMember => user.role !== null && user.workspace !== null;
