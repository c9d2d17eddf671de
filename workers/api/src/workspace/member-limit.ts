/** Members of one workspace, open invitations included: one page lists them all. */
export const MAX_PEOPLE = 200;
