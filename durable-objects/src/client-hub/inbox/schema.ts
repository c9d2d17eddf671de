/**
 * What the inbox is filtered by (M-6), beside the last value itself. Chats of before can be neither archived nor
 * assigned; what they are found by is made up for in the background (inbox/fold-names.ts).
 */
export const INBOX_FILTERS = `
ALTER TABLE chats ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN is_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN is_group INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN assigned_to TEXT;
ALTER TABLE chats ADD COLUMN folded TEXT;
UPDATE chats SET is_group = 1 WHERE chat_id LIKE '%@g.us';
UPDATE chats SET is_unread = 1 WHERE json_extract(body, '$.unreadCount') > 0;
CREATE INDEX chats_open ON chats (updated_at DESC, session_id DESC, chat_id DESC) WHERE is_archived = 0;
CREATE INDEX chats_open_of_session ON chats (session_id, updated_at DESC, chat_id DESC) WHERE is_archived = 0;
CREATE INDEX chats_unread ON chats (updated_at DESC, session_id DESC, chat_id DESC)
  WHERE is_archived = 0 AND is_unread = 1;
CREATE INDEX chats_assigned ON chats (assigned_to, updated_at DESC, session_id DESC, chat_id DESC)
  WHERE is_archived = 0;
CREATE INDEX chats_groups ON chats (updated_at DESC, session_id DESC, chat_id DESC)
  WHERE is_archived = 0 AND is_group = 1;
CREATE INDEX chats_archived ON chats (updated_at DESC, session_id DESC, chat_id DESC) WHERE is_archived = 1;
CREATE INDEX chats_unfolded ON chats (session_id, chat_id) WHERE folded IS NULL;`;
