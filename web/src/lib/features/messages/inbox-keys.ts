export type InboxKey = 'search' | 'next' | 'previous' | 'reply' | 'archive' | 'help' | 'escape';

/** By the place of the key, so that they work on an Arabic layout. */
const SINGLE: Record<string, InboxKey> = { KeyJ: 'next', KeyK: 'previous', KeyR: 'reply', KeyE: 'archive' };

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'isComposing'>;

/** What a key means in the inbox; null: nothing of ours. In a field only keys with Alt, and Escape. */
export const inboxKey = (press: Press, isInField: boolean, hasSingleKeys: boolean): InboxKey | null => {
  if (press.isComposing || press.ctrlKey || press.metaKey) return null;
  if (press.key === 'Escape') return 'escape';
  if (press.altKey) return press.key === 'ArrowDown' ? 'next' : press.key === 'ArrowUp' ? 'previous' : null;
  if (isInField || !hasSingleKeys) return null;
  if (press.key === '?' || press.key === '؟') return 'help';
  if (press.key === '/' || (press.code === 'Slash' && !press.shiftKey)) return 'search';
  return press.shiftKey ? null : (SINGLE[press.code] ?? null);
};
