import { Buffer } from 'node:buffer';
import {
  EVENT_CATALOG,
  isEventType,
  type HubBatch,
  type HubItem,
  type NotificationNews,
  type WaqtorEvent,
} from '@waqtor/contracts';
import { judgeEvent } from '@waqtor/core/hub/event-body';
import { newId } from '@waqtor/core/id';
import { topicKeysOf } from '@waqtor/core/hub/topic';
import { lastValueKey } from '@waqtor/core/hub/last-value';
import { logWarning } from '../../shared/log.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { EventLog, LogEntry } from './event-log.ts';

/** Rows and characters of what is kept of refused items, for whoever looks into it. */
const MAX_QUARANTINE_ROWS = 200;
const MAX_QUARANTINE_CHARS = 4096;

/** An event without position: sent to who is there, not kept. */
export interface EphemeralEntry {
  seq: null;
  keys: string[];
  body: string;
  /** UTF-8 bytes of the body. */
  bytes: number;
  /** H-11: of entries with the same key within a tick only the last is sent; null: each of them is. */
  lastValueKey: string | null;
  /** The person to whose connections alone it goes; null: to everybody who follows its topics. */
  reader: string | null;
  event: WaqtorEvent;
}
/** What goes to the connections. */
export type LiveEntry = LogEntry | Omit<EphemeralEntry, 'event'>;

export interface Taken {
  lastN: number;
  /** In the order of the batch. */
  entries: (LogEntry | EphemeralEntry)[];
  /** `[sessionId, chatId]` of the chats whose last value changed. */
  chats: [string, string][];
  hasQuarantined: boolean;
  /** What `state` frames say of the sessions is another from now on. */
  hasSessionChange: boolean;
}

/** How an ephemeral event travels: without logId and seq. */
export const ephemeralEntry = (event: WaqtorEvent, json = JSON.stringify(event)): EphemeralEntry => ({
  seq: null,
  keys: topicKeysOf(event),
  body: json,
  bytes: Buffer.byteLength(json),
  lastValueKey: lastValueKey(event),
  reader: null,
  event,
});

/** N-3: one reader's news. Of what only changes a number, the last one counts, for each reader apart. */
export const notificationEntry = ({ userId, notification, unread }: NotificationNews, now: number): EphemeralEntry => {
  const entry = ephemeralEntry({
    id: newId('evt', now),
    type: notification === null ? 'notification.changed' : 'notification.new',
    version: 1,
    timestamp: new Date(now).toISOString(),
    data: notification === null ? { unread } : { notification, unread },
  });
  const { lastValueKey: key } = entry;
  return { ...entry, reader: userId, lastValueKey: key === null ? null : `${key} ${userId}` };
};

/**
 * Takes a producer's batch in one transaction (design §3): what it has seen (n ≤ lastN) is skipped, every other item
 * is stored or quarantined, and lastN moves over all of them, so that a bad item never jams its producer.
 */
export const takeBatch = (
  parts: { storage: DurableObjectStorage; log: EventLog; inbox: Inbox; now: number },
  batch: HubBatch,
): Taken => {
  const { sql } = parts.storage;
  const { producerId, generation } = batch;
  try {
    return parts.storage.transactionSync(() => {
      const known = sql
        .exec<{
          last_n: number;
        }>('SELECT last_n FROM producers WHERE producer_id = ? AND generation = ?', producerId, generation)
        .toArray()[0];
      const taken: Taken = {
        lastN: known?.last_n ?? 0,
        entries: [],
        chats: [],
        hasQuarantined: false,
        hasSessionChange: false,
      };
      for (const item of batch.items) {
        if (item.n <= taken.lastN) continue;
        takeItem(parts, producerId, item, taken);
        taken.lastN = item.n;
      }
      if (taken.lastN === (known?.last_n ?? 0)) return taken;
      parts.log.saveBounds();
      sql.exec(
        `INSERT INTO producers (producer_id, generation, last_n) VALUES (?, ?, ?)
         ON CONFLICT (producer_id, generation) DO UPDATE SET last_n = excluded.last_n`,
        producerId,
        generation,
        taken.lastN,
      );
      return taken;
    });
  } catch (error) {
    // The table went back to what it was; the bounds in memory must too.
    parts.log.reload();
    throw error;
  }
};

const takeItem = (
  parts: { storage: DurableObjectStorage; log: EventLog; inbox: Inbox; now: number },
  producerId: string,
  item: HubItem,
  taken: Taken,
): void => {
  const quarantine = (reason: string, value: unknown): void => {
    taken.hasQuarantined = true;
    setAside(parts.storage.sql, { at: parts.now, producerId, n: item.n, reason, value });
  };
  taken.hasSessionChange ||= item.session !== undefined || item.removedSessionId !== undefined;
  if (item.session !== undefined && !parts.inbox.putSession(item.session)) quarantine('session', item.session);
  if (item.chat !== undefined) {
    if (parts.inbox.putChat(item.chat)) taken.chats.push([item.chat.sessionId, item.chat.chatId]);
    else quarantine('chat', item.chat);
  }
  if (item.removedSessionId !== undefined) parts.inbox.removeSession(item.removedSessionId);
  if (item.event === null) return;
  const verdict = judgeEvent(item.event);
  if (!verdict.ok) return quarantine(verdict.reason, item.event);
  const { event, json } = verdict;
  if (isEventType(event.type) && EVENT_CATALOG[event.type].isEphemeral) {
    taken.entries.push(ephemeralEntry(event, json));
    return;
  }
  const entry = parts.log.append(event, json, topicKeysOf(event), parts.now);
  if (entry) taken.entries.push(entry);
};

const setAside = (
  sql: SqlStorage,
  bad: { at: number; producerId: string; n: number; reason: string; value: unknown },
): void => {
  logWarning('An item of a producer was set aside.', { reason: bad.reason });
  sql.exec('UPDATE meta SET quarantined = quarantined + 1');
  sql.exec(
    'INSERT INTO quarantine (at, producer_id, n, reason, body) VALUES (?, ?, ?, ?, ?)',
    bad.at,
    bad.producerId,
    bad.n,
    bad.reason,
    (JSON.stringify(bad.value) ?? '').slice(0, MAX_QUARANTINE_CHARS),
  );
  sql.exec('DELETE FROM quarantine WHERE id <= (SELECT MAX(id) FROM quarantine) - ?', MAX_QUARANTINE_ROWS);
};

/** Forgets what was set aside; armed while something is. */
export const QUARANTINE_JOB = 'quarantine';
/** What is refused may hold personal data: it goes as early as the log does. */
export const QUARANTINE_AGE_MS = 24 * 60 * 60 * 1000;

/** The handler of QUARANTINE_JOB; answers when the next one is old enough. */
export const forgetQuarantined = (sql: SqlStorage, now: number): number | undefined => {
  sql.exec('DELETE FROM quarantine WHERE at <= ?', now - QUARANTINE_AGE_MS);
  const { oldest } = sql.exec<{ oldest: number | null }>('SELECT MIN(at) AS oldest FROM quarantine').one();
  return oldest === null ? undefined : oldest + QUARANTINE_AGE_MS - now;
};
