import {
  capabilitiesSchema,
  groupChangeFact,
  groupFact,
  messageFact,
  messageStatesFact,
  numberCheckSchema,
  pollVoteFact,
} from '@waqtor/contracts';
import * as z from 'zod';
import { LOG_LEVELS } from '../telemetry/log.ts';
import type { EngineMethod } from './parent-message.ts';

/** child → host; the other way is parent-message.ts. Bytes travel as they are (advanced IPC). `what` is a constant text of ours or the class of an error, never a foreign message. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('created'), capabilities: capabilitiesSchema }),
  z.object({ type: z.literal('browser'), pid: z.int().nullable() }),
  z.object({ type: z.literal('fact'), fact: z.looseObject({ type: z.string() }) }),
  z.object({ type: z.literal('result'), id: z.int(), value: z.unknown() }),
  z.object({
    type: z.literal('failure'),
    id: z.int(),
    kind: z.enum(['refusal', 'broken', 'deaf', 'error']),
    what: z.string().max(500),
  }),
  z.object({ type: z.literal('broken'), what: z.string().max(500) }),
  z.object({
    type: z.literal('log'),
    level: z.enum(LOG_LEVELS),
    text: z.string().max(500),
    fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;

export const sentMessageSchema = z.object({ waMessageId: z.string(), ack: z.number(), wasPresent: z.boolean() });

/** What each method answers. */
export const RESULT_SCHEMAS = {
  start: z.unknown(),
  stop: z.unknown(),
  logout: z.unknown(),
  send: sentMessageSchema,
  find: sentMessageSchema.nullable(),
  react: z.unknown(),
  markSeen: z.unknown(),
  edit: z.unknown(),
  remove: z.unknown(),
  typing: z.unknown(),
  archive: z.unknown(),
  block: z.unknown(),
  checkNumbers: z.array(numberCheckSchema),
  groupInfo: groupFact,
  pairingCode: z.object({ code: z.string(), expiresAt: z.string() }),
  probe: z.unknown(),
  mend: z.unknown(),
  backfill: z.array(messageFact),
  backfillVotes: z.array(pollVoteFact),
  backfillChanges: z.array(z.discriminatedUnion('type', [groupChangeFact, messageStatesFact])),
  downloadMedia: z.object({ mimetype: z.string(), bytes: z.instanceof(Uint8Array) }),
} as const satisfies Record<EngineMethod, z.ZodType>;
export type ResultOf<M extends EngineMethod> = z.infer<(typeof RESULT_SCHEMAS)[M]>;
