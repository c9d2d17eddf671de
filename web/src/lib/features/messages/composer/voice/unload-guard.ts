const held = new Set<object>();
const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/** While anybody holds the page, the browser asks before it is closed or reloaded: what is held lives in it alone. */
export const holdPage = (holder: object): void => {
  if (held.size === 0) addEventListener('beforeunload', ask);
  held.add(holder);
};

export const releasePage = (holder: object): void => {
  if (held.delete(holder) && held.size === 0) removeEventListener('beforeunload', ask);
};
