/**
 * Messages of every kind, what is said of chats, people and groups, search, and the send budget. No statement reads all
 * messages: what old rows lack is made up for by the backlog (search/backlog.ts), since a step may take a second only.
 */
export const CONTENT_SCHEMA = `
ALTER TABLE messages ADD COLUMN content TEXT;      -- JSON of messageContentSchema
ALTER TABLE messages ADD COLUMN interactive TEXT;  -- JSON: the answer that this message is
ALTER TABLE messages ADD COLUMN rendered_as TEXT;
ALTER TABLE messages ADD COLUMN is_forwarded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN scheduled_at INTEGER;
ALTER TABLE messages ADD COLUMN edited_at INTEGER;
ALTER TABLE media ADD COLUMN failure TEXT;
-- Folded texts of messages, by their rowid; a deleted message has none.
CREATE VIRTUAL TABLE messages_text USING fts5(text, content='', contentless_delete=1);
-- Rows of before that are still to be made findable: from this rowid downwards.
CREATE TABLE backlog (what TEXT PRIMARY KEY, next INTEGER NOT NULL);
INSERT INTO backlog SELECT 'messages', MAX(rowid) FROM messages HAVING COUNT(rowid) > 0;
INSERT INTO backlog SELECT 'contacts', MAX(rowid) FROM contacts HAVING COUNT(rowid) > 0;
-- Newest reaction of each person; empty when taken back. \`who\` is a contact, or empty for ourselves.
CREATE TABLE reactions (message_id TEXT NOT NULL, who TEXT NOT NULL, emoji TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (message_id, who)) WITHOUT ROWID;
-- Numbered menus that a text may answer.
CREATE TABLE menus (message_id TEXT PRIMARY KEY, chat_id TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX menus_chat ON menus (chat_id, at);
CREATE TABLE poll_votes (poll_id TEXT NOT NULL, voter TEXT NOT NULL, at INTEGER NOT NULL, selected TEXT NOT NULL,
  PRIMARY KEY (poll_id, voter)) WITHOUT ROWID;
ALTER TABLE chats ADD COLUMN archived_at INTEGER;
ALTER TABLE chats ADD COLUMN resolved_at INTEGER;
ALTER TABLE chats ADD COLUMN is_blocked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN assigned_to TEXT;
ALTER TABLE chats ADD COLUMN handover_until INTEGER;
ALTER TABLE chats ADD COLUMN last_inbound_at INTEGER;
CREATE TABLE notes (id TEXT PRIMARY KEY, chat_id TEXT NOT NULL, text TEXT NOT NULL, author TEXT, created_at INTEGER NOT NULL);
CREATE INDEX notes_chat ON notes (chat_id, created_at);
ALTER TABLE contacts ADD COLUMN first_seen_at INTEGER;
ALTER TABLE contacts ADD COLUMN folded TEXT;       -- personKey; null until the backlog came by
CREATE INDEX contacts_folded ON contacts (folded, id);
CREATE TABLE number_checks (phone TEXT PRIMARY KEY, result TEXT NOT NULL, chat_id TEXT, at INTEGER NOT NULL);
CREATE TABLE groups (
  chat_id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  description TEXT,
  participants TEXT NOT NULL, -- JSON of [{contactId, isAdmin, isMe}]
  is_announcement INTEGER NOT NULL,
  is_member INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
-- Sends alone: the chat whose order they keep, and since when they may go (send later).
ALTER TABLE commands ADD COLUMN chat_id TEXT;
ALTER TABLE commands ADD COLUMN order_at INTEGER;
-- The message that a react, edit or delete is about.
ALTER TABLE commands ADD COLUMN target_id TEXT;
DROP INDEX commands_queued;
CREATE INDEX commands_due ON commands (not_before) WHERE state = 'queued';
CREATE INDEX commands_chat ON commands (chat_id, order_at) WHERE state = 'queued';
ALTER TABLE session ADD COLUMN send_budget TEXT;   -- JSON of SendBudget; null: the default
ALTER TABLE session ADD COLUMN dispatch_day TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN dispatched_today INTEGER NOT NULL DEFAULT 0;`;
