import type { Workspace } from '@waqtor/contracts';
import type { OwnWorkspace } from '@waqtor/db/queries/workspaces';

/** `currentId`: where the login works. */
export const renderWorkspace = (workspace: OwnWorkspace, currentId: string | null): Workspace => ({
  id: workspace.id,
  name: workspace.name,
  role: workspace.role,
  isCurrent: workspace.id === currentId,
  memberCount: workspace.memberCount,
  createdAt: workspace.createdAt.toISOString(),
});
