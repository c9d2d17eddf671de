/**
 * The digits of the phone number that a chat id names; null for a lid, a group and everything else. The only place on
 * the host that reads a number out of an id: the digits of `@lid` are no number, however much they look like one (S-10).
 */
export const phoneOf = (chatId: string): string | null => /^(\d{1,20})@c\.us$/.exec(chatId)?.[1] ?? null;

/** The lid that a chat id names; null for anything else. */
export const lidOf = (chatId: string): string | null => /^(\d{1,20})@lid$/.exec(chatId)?.[1] ?? null;
