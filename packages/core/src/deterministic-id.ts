import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { IdPrefix } from '@waqtor/contracts';

/** One for all: making one costs more in workerd than hashing an id. */
const encoder = new TextEncoder();

/**
 * Ids that are computed from what they stand for (design §3): a backfill, a restart or a frame that comes twice
 * computes the same id again, so it cannot become a second event. Parts are length-prefixed: ("a","bc") ≠ ("ab","c").
 */
const digest = (...parts: string[]): string =>
  bytesToHex(sha256(encoder.encode(parts.map((part) => `${part.length}:${part}`).join('|'))));

const derived = (prefix: IdPrefix, ...parts: string[]): string => `${prefix}_${digest(prefix, ...parts).slice(0, 32)}`;

/** Our message id; the same for the message in flight, its acks and its backfilled copy, in or out. */
export const messageIdOf = (sessionId: string, keyId: string): string => derived('msg', sessionId, keyId);

/** `discriminator` separates facts about one message: the ack level, the edit's text hash, … */
export const eventIdOf = (sessionId: string, type: string, subject: string, discriminator = ''): string =>
  derived('evt', sessionId, type, subject, discriminator);

/** Same key on the same route of the same session = same command, whoever repeats it. */
export const commandIdOf = (workspaceId: string, sessionId: string, route: string, idempotencyKey: string): string =>
  derived('cmd', workspaceId, sessionId, route, idempotencyKey);

/** Of what one request makes: repeated under its `Idempotency-Key` it makes the same. `parts` name who asks for what. */
export const madeIdOf = (prefix: IdPrefix, idempotencyKey: string, ...parts: string[]): string =>
  derived(prefix, 'made', idempotencyKey, ...parts);

/** `person` is the phone where known, else the lid. */
export const contactIdOf = (workspaceId: string, person: string): string => derived('con', workspaceId, person);

export const mediaIdOf = (sessionId: string, keyId: string): string => derived('med', sessionId, keyId);

export const deliveryIdOf = (endpointId: string, eventId: string): string => derived('dlv', endpointId, eventId);

/** `subject` is the id of the fact that people are notified of: each of them once, however often it is tried. */
export const notificationIdOf = (subject: string, userId: string): string => derived('ntf', subject, userId);

/** Of a row that an object writes to the audit: one row, however often it is tried. `parts` name the fact. */
export const auditIdOf = (...parts: string[]): string => derived('aud', ...parts);

/**
 * The WhatsApp key id that we choose for an outgoing message: the shape of WhatsApp Web's own ids
 * (`3EB0` + 18 upper hex). A send repeated under the same id is one message to the network (design §3).
 */
export const waKeyIdOf = (sessionId: string, commandId: string, part = 0): string =>
  `3EB0${digest('key', sessionId, commandId, String(part)).slice(0, 18).toUpperCase()}`;

/** Fingerprint of a request body, for `idempotency_key_reused`. */
export const fingerprintOf = (...parts: string[]): string => digest('fingerprint', ...parts);
