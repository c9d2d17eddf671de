/**
 * S-8: of which messages it is told, after an absence, what was done to them meanwhile: the newest ones, own and
 * others', of the chats that something happened in last. Beyond them a reaction, an edit or a deletion that was missed
 * stays unknown. The bounds keep the cost of an account with thousands of chats that of one with a hundred.
 */
export const STATES_WINDOW_MS = 72 * 3_600_000;
export const MAX_STATE_CHATS = 100;
export const MAX_STATES_PER_CHAT = 100;
/** Of all chats together, newest first. */
export const MAX_STATES = 1_000;
/** Notices about groups, of all chats together, newest first. */
export const MAX_NOTICES = 1_000;
