/** M-2: for everything about a file at an address, from the lookup of the name to the last byte. */
export const FETCH_TIMEOUT_MS = 20_000;
/** How long a link to a medium works at most. */
export const MAX_LINK_SECONDS = 7 * 24 * 60 * 60;
