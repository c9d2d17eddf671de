import * as z from 'zod';
import { outcomeSchema } from '../commands/command.ts';
import { timestampSchema } from '../ids.ts';
import { messageTypeSchema } from '../message.ts';
import { messageContentSchema } from '../message-content.ts';
import {
  capabilitiesSchema,
  clientInfoSchema,
  recoverySchema,
  sessionReasonCodeSchema,
  sessionStatusSchema,
} from '../session.ts';
import { MAX_REACTIONS_PER_STATE, MAX_STATES_PER_FACT } from './state-limits.ts';

/** What the host saw. The room translates facts into public events; a fact is not an event. */
export const stateFact = z.object({
  type: z.literal('state'),
  status: sessionStatusSchema,
  reason: sessionReasonCodeSchema.nullable(),
  clientInfo: clientInfoSchema.nullable(),
  recovery: recoverySchema.nullish(),
});

export const qrFact = z.object({
  type: z.literal('qr'),
  qr: z.string().max(2000),
  attempt: z.int().min(1),
  maxAttempts: z.int().min(1),
  expiresAt: timestampSchema,
});

/** Somebody as the engine knows them. */
export const peerSchema = z.object({
  phone: z.string().nullable(),
  lid: z.string().nullable(),
  name: z.string().max(300).nullable(),
});
export type Peer = z.infer<typeof peerSchema>;

/** A message seen in the page: in or out, live or found by backfill. `keyId` is `key.id`, never the serialised id. */
export const messageFact = z.object({
  type: z.literal('message'),
  keyId: z.string().min(1).max(128),
  waMessageId: z.string().max(300),
  chatId: z.string().max(100),
  chatName: z.string().max(300).nullable(),
  isGroup: z.boolean(),
  fromMe: z.boolean(),
  from: z.string().max(100),
  to: z.string().max(100),
  author: z.string().max(100).nullable(),
  peer: peerSchema,
  kind: messageTypeSchema,
  body: z.string().max(70_000),
  media: z
    .object({
      mimetype: z.string().max(200),
      filename: z.string().max(300).nullable(),
      sizeBytes: z.int().min(0).nullable(),
    })
    .nullable(),
  quotedKeyId: z.string().max(128).nullable(),
  /** Location, contact cards or poll; nothing for all other kinds. */
  content: messageContentSchema.nullish(),
  isForwarded: z.boolean().optional(),
  timestamp: timestampSchema,
  ack: z.int().min(-1).max(4),
  backfilled: z.boolean(),
});
export type MessageFact = z.infer<typeof messageFact>;

export const ackFact = z.object({
  type: z.literal('ack'),
  keyId: z.string().min(1).max(128),
  waMessageId: z.string().max(300),
  chatId: z.string().max(100),
  /** -1 error, 0 pending, 1 sent, 2 delivered, 3 read, 4 played. */
  ack: z.int().min(-1).max(4),
});

/** Bytes of an inbound medium were uploaded (or given up) for the message `keyId`. */
export const mediaFact = z.object({
  type: z.literal('media'),
  keyId: z.string().min(1).max(128),
  state: z.enum(['ready', 'failed']),
  /** Error code of `failed`. */
  code: z.string().max(60).nullish(),
  sizeBytes: z.int().min(0).nullable(),
});

export const reactionFact = z.object({
  type: z.literal('reaction'),
  targetKeyId: z.string().min(1).max(128),
  chatId: z.string().max(100),
  emoji: z.string().max(32),
  peer: peerSchema,
});

export const editFact = z.object({
  type: z.literal('edit'),
  keyId: z.string().min(1).max(128),
  chatId: z.string().max(100),
  body: z.string().max(70_000),
});

export const revokeFact = z.object({
  type: z.literal('revoke'),
  keyId: z.string().min(1).max(128),
  chatId: z.string().max(100),
});

/**
 * S-8: messages of one chat as the page has them after an absence: what was done to them while nobody listened. The
 * room takes what it does not know yet. `asOf` is when the page was asked; what the room heard later counts more.
 */
export const messageStatesFact = z.object({
  type: z.literal('message_states'),
  chatId: z.string().max(100),
  asOf: timestampSchema,
  messages: z
    .array(
      z.object({
        keyId: z.string().min(1).max(128),
        isRevoked: z.boolean().optional(),
        /** The text as it is since an edit; `at` null where the page does not say when. */
        edit: z.object({ body: z.string().max(70_000), at: timestampSchema.nullable() }).optional(),
        /** Who reacts to it now; absent where the page could not say. */
        reactions: z
          .array(z.object({ emoji: z.string().max(32), peer: peerSchema, at: timestampSchema.nullable() }))
          .max(MAX_REACTIONS_PER_STATE)
          .optional(),
        /** There are more reactions than are told: who is not among them says nothing. */
        hasMoreReactions: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(MAX_STATES_PER_FACT),
});

/**
 * Somebody's vote in a poll as it now is: `selected` holds the places of the options, from 0, and is empty when the
 * vote was taken back. `timestamp` tells votes of one person apart.
 */
export const pollVoteFact = z.object({
  type: z.literal('poll_vote'),
  pollKeyId: z.string().min(1).max(128),
  chatId: z.string().max(100),
  from: z.string().max(100),
  peer: peerSchema,
  selected: z.array(z.int().min(0).max(100)).max(100),
  timestamp: timestampSchema,
});

/** The other side is writing or recording, or stopped. Of use only now: never kept by the host. */
export const typingFact = z.object({
  type: z.literal('typing'),
  chatId: z.string().max(100),
  state: z.enum(['composing', 'recording', 'paused']),
  peer: peerSchema,
});

/** A group as the page knows it. */
export const groupFact = z.object({
  type: z.literal('group'),
  chatId: z.string().max(100),
  subject: z.string().max(300),
  description: z.string().max(4000).nullable(),
  participants: z
    .array(z.object({ peer: peerSchema, id: z.string().max(100), isAdmin: z.boolean(), isMe: z.boolean() }))
    .max(2000),
  isAnnouncement: z.boolean(),
  isMember: z.boolean(),
});

export const GROUP_ACTIONS = ['join', 'leave', 'add', 'remove', 'promote', 'demote', 'subject', 'description'] as const;
/** Something happened in a group. `keyId` is that of WhatsApp's notice about it. */
export const groupChangeFact = z.object({
  type: z.literal('group_change'),
  keyId: z.string().min(1).max(128),
  chatId: z.string().max(100),
  action: z.enum(GROUP_ACTIONS),
  /** Whom it is about; empty for subject and description. */
  participants: z.array(peerSchema).max(300),
  by: peerSchema.nullable(),
  /** The new subject or description. */
  text: z.string().max(4000).nullable(),
  timestamp: timestampSchema,
  /** Found in the chat after an absence (S-8). */
  backfilled: z.boolean().optional(),
});

/** Archived or blocked, there or on the phone. */
export const chatFlagsFact = z.object({
  type: z.literal('chat_flags'),
  chatId: z.string().max(100),
  isArchived: z.boolean().optional(),
  isBlocked: z.boolean().optional(),
});

export const outcomeFact = outcomeSchema.extend({ type: z.literal('outcome') });

/**
 * S-9, once per start: modules that the page lacks, and what became of each patch. `not_needed`: library and page do
 * not have the fault; `failed`: they have it and the patch does not fit any more.
 */
export const compatFact = z.object({
  type: z.literal('compat'),
  missing: z.array(z.string().max(200)).max(500),
  patches: z
    .array(z.object({ id: z.string().max(60), state: z.enum(['applied', 'not_needed', 'failed']) }))
    .max(100)
    .optional(),
  libraryVersion: z.string().max(40).optional(),
  /** Version that the page names, dotted digits. */
  pageVersion: z.string().max(40).optional(),
});

/** S-8: what is tried, mildest first. `recycle` is a restart that was planned, while nobody waits for anything. */
export const RECOVERY_STAGES = ['reattach', 'reload', 'restart', 'recycle', 'kill'] as const;
export const RECOVERY_CAUSES = [
  'probe_missed',
  'deaf',
  'memory',
  'age',
  'browser_ended',
  'page_crashed',
  'page_error',
  'start_deadline',
  'ready_deadline',
  'call_unanswered',
  'process_failed',
  'network',
  'operator',
] as const;
/** One step of bringing a session back: kept in its timeline. */
export const recoveryFact = z.object({
  type: z.literal('recovery'),
  stage: z.enum(RECOVERY_STAGES),
  cause: z.enum(RECOVERY_CAUSES),
  /** `begun` is told before the step, `worked` or `failed` after it. */
  outcome: z.enum(['begun', 'worked', 'failed']),
});
export type RecoveryFact = z.infer<typeof recoveryFact>;

/** S-10: WhatsApp says that number and lid are one person. Both are bare digits. */
export const identityFact = z.object({
  type: z.literal('identity'),
  phone: z.string().regex(/^\d{5,20}$/),
  lid: z.string().regex(/^\d{5,20}$/),
});

export const capabilitiesFact = z.object({ type: z.literal('capabilities'), capabilities: capabilitiesSchema });

export const hostFactSchema = z.discriminatedUnion('type', [
  stateFact,
  qrFact,
  messageFact,
  ackFact,
  mediaFact,
  reactionFact,
  editFact,
  revokeFact,
  messageStatesFact,
  pollVoteFact,
  typingFact,
  groupFact,
  groupChangeFact,
  chatFlagsFact,
  outcomeFact,
  compatFact,
  recoveryFact,
  identityFact,
  capabilitiesFact,
]);
export type HostFact = z.infer<typeof hostFactSchema>;
export type MessageState = z.infer<typeof messageStatesFact>['messages'][number];
export type HostFactOf<T extends HostFact['type']> = Extract<HostFact, { type: T }>;

/**
 * One row of the host's outbox for one session. `n` rises by one per session and store, without holes.
 * `fact` stays unparsed here on purpose: one bad fact is rejected alone and never jams the batch.
 */
export const hostEventSchema = z.object({ n: z.int().min(1), at: timestampSchema, fact: z.unknown() });
export type HostEvent = z.infer<typeof hostEventSchema>;
