import type { Role } from '@waqtor/contracts';
import * as m from '$lib/paraglide/messages.js';

const NAMES: Record<Role, () => string> = {
  owner: m.role_owner,
  admin: m.role_admin,
  agent: m.role_agent,
  viewer: m.role_viewer,
};

export const roleName = (role: Role): string => NAMES[role]();
