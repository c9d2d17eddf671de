const PREFIX = 'waqtor-draft ';

/** A key of storage that signing out forgets too. */
export const forgettableKey = (name: string): string => `${PREFIX}${name}`;

const keyOf = (sessionId: string, chatId: string): string => `${PREFIX}${sessionId} ${chatId}`;

/** Unsent text of a chat. Kept in the tab alone, and forgotten on sign-out: it may be anything. */
export const readDraft = (sessionId: string, chatId: string): string => {
  try {
    return sessionStorage.getItem(keyOf(sessionId, chatId)) ?? '';
  } catch {
    // Storage is switched off: drafts last as long as the page.
    return '';
  }
};

export const writeDraft = (sessionId: string, chatId: string, text: string): void => {
  try {
    if (text === '') sessionStorage.removeItem(keyOf(sessionId, chatId));
    else sessionStorage.setItem(keyOf(sessionId, chatId), text);
  } catch {
    // Storage is off or full: the text stays in the composer.
  }
};

export const forgetDrafts = (): void => {
  for (const storage of [sessionStorage, localStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  }
};
