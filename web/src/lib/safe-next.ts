/** Where to go after signing in: only a page of ours. `//host`, `/\host` and other schemes would leave the site. */
export const safeNext = (next: string | null): string | null =>
  next !== null && /^\/(ar|en)\/[\w\-./?=&%@~+:]*$/.test(next) && !next.includes('//') ? next : null;
