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

/** Of a chat that is known by another id now; what is written there already stays. */
export const moveDraft = (
  from: { sessionId: string; chatId: string },
  to: { sessionId: string; chatId: string },
): void => {
  for (const suffix of ['', ' note']) {
    const text = readDraft(from.sessionId, from.chatId + suffix);
    if (text === '' || readDraft(to.sessionId, to.chatId + suffix) !== '') continue;
    writeDraft(to.sessionId, to.chatId + suffix, text);
    writeDraft(from.sessionId, from.chatId + suffix, '');
  }
};

const forgetting = new Set<() => void>();
/** Of what is kept in memory alone: told when drafts are forgotten. Answers what ends it. */
export const onForget = (forget: () => void): (() => void) => {
  forgetting.add(forget);
  return () => forgetting.delete(forget);
};

export const forgetDrafts = (): void => {
  for (const forget of forgetting) forget();
  for (const storage of [sessionStorage, localStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  }
};
