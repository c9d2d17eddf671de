/** Where the picture of a person is served; the end of its key changes with every upload, so that it may be cached. */
export const avatarUrlOf = (user: { id: string; avatarKey: string | null }): string | null =>
  user.avatarKey === null ? null : `/api/users/${user.id}/avatar?v=${user.avatarKey.slice(-8)}`;
